package import Expressions
package import Values

/// What a table's owner may change after its creation, apart from time to live and tags.
///
/// Throughput, class and encryption have no effect in Quipu: they are validated, kept and told
/// again, because infrastructure tools compare what they asked for with what they get.
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
}
