/// Which of a store's partitions: one log with the state that follows from it.
package struct PartitionNumber: Hashable, Sendable {
    package let rawValue: UInt32

    /// The one that every store has, and today the only one.
    package static let first = PartitionNumber(rawValue: 0)

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }
}
