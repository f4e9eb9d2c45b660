/// In which partition, and in which of its epochs, a sequence number was given.
///
///     partition, 32 bits · epoch - 1, 32 bits: 0 in the first epoch of the first partition
///
/// Only texts have it. The number itself needs neither: a stream's shard belongs to one partition, and
/// positions go on from epoch to epoch.
package struct SequenceOrigin: Hashable, Sendable {
    package let partition: PartitionNumber
    package let epoch: Epoch

    /// What all texts name while a store has one partition, whatever its epoch.
    package static let only = SequenceOrigin(partition: .first, epoch: .first)

    package init(partition: PartitionNumber, epoch: Epoch) {
        precondition(
            (1...1 << 32).contains(epoch.rawValue), "a partition with too many histories")
        self.partition = partition
        self.epoch = epoch
    }

    /// As texts have it.
    package var number: UInt64 { UInt64(partition.rawValue) << 32 | (epoch.rawValue - 1) }
}
