package import Expressions
package import Values

/// What a table's owner may change after its creation, apart from time to live and tags.
///
/// Throughput and class have no effect in Quipu: they are validated, stored and returned, because
/// infrastructure tools compare what they requested with what DescribeTable returns.
package struct TableSettings: Hashable, Sendable {
    package struct ProvisionedThroughput: Hashable, Sendable {
        package var readUnits: Int64
        package var writeUnits: Int64

        package init(readUnits: Int64, writeUnits: Int64) {
            self.readUnits = readUnits
            self.writeUnits = writeUnits
        }
    }

    package struct OnDemandThroughput: Hashable, Sendable {
        package var maxReadUnits: Int64
        package var maxWriteUnits: Int64

        package init(maxReadUnits: Int64, maxWriteUnits: Int64) {
            self.maxReadUnits = maxReadUnits
            self.maxWriteUnits = maxWriteUnits
        }
    }

    /// Units a second that a table is said to take at once.
    package struct WarmThroughput: Hashable, Sendable {
        package var readUnits: Int64
        package var writeUnits: Int64

        package init(readUnits: Int64, writeUnits: Int64) {
            self.readUnits = readUnits
            self.writeUnits = writeUnits
        }

        /// What every table on demand takes.
        package static let onDemand = WarmThroughput(readUnits: 12_000, writeUnits: 4_000)
    }

    /// What a client requested in versions that did not refuse it; nothing is encrypted.
    package struct Encryption: Hashable, Sendable {
        package var type: Text
        package var keyID: Text?

        package init(type: Text, keyID: Text?) {
            self.type = type
            self.keyID = keyID
        }
    }

    package var deletionProtection = false
    /// `nil` means on-demand (PAY_PER_REQUEST).
    package var provisioned: ProvisionedThroughput?
    package var onDemand: OnDemandThroughput?
    /// `nil` while a client has set nothing beyond what the billing mode gives.
    package var warm: WarmThroughput?
    package var tableClass: Text?
    package var encryption: Encryption?
    /// Turns Quipu's extensions of the expression language off for this table.
    package var strict = false
    /// How `TimeToLive` behaves once it is switched on.
    package var timeToLiveMode = TimeToLive.Mode.exact
    package var sketchPrecisions = SketchPrecisions()
    /// How long the id of a ONCE update is remembered.
    package var onceLifeSeconds = Limits.onceLifeSecondsDefault
    package var series: SeriesDefinition?
    /// What the open stream is like; `nil` while there is none.
    package var stream: StreamSettings?

    package init() {}

    /// The class of a table that names none.
    package static let standardClass: Text = "STANDARD"
}
