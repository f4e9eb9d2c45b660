package import Model
import Platform

/// How often a handler is tried, and what happens to what it cannot handle.
package struct DeliveryPolicy: Hashable, Sendable {
    /// The waits between tries, and between reads that failed.
    static let backoff = ExponentialBackoff(first: .milliseconds(100), longest: .seconds(30))

    /// Tries after the first one; `nil` never gives up.
    package var retriesMax: Int?
    /// Whether a batch that failed is split to find the record at fault.
    package var bisects: Bool

    package init(retriesMax: Int?, bisects: Bool) {
        self.retriesMax = retriesMax
        self.bisects = bisects
    }

    package init(_ definition: HandlerDefinition) {
        self.init(retriesMax: definition.retriesMax, bisects: definition.bisects)
    }
}
