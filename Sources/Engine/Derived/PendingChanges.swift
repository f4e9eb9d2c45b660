import Commands
import Model

/// The change records of a group that are not written yet, and what their streams come to with them.
struct PendingChanges {
    struct Entry {
        let key: [UInt8]
        let value: [UInt8]
        fileprivate let stream: StreamID
        fileprivate let shard: Int
        /// The shard's totals before this record.
        fileprivate let before: StreamTotals.ShardTotals
    }

    /// How far a command had come, so that what it adds after that can be taken back.
    struct Mark {
        fileprivate let count: Int
        fileprivate let bytes: Int
        fileprivate let index: Int
    }

    private(set) var entries: [Entry] = []
    /// Of every stream that the group has met; in agreement with all entries there ever were.
    private(set) var totals: [StreamID: StreamTotals] = [:]
    /// Bytes of the entries.
    private(set) var bytes = 0
    private var position: UInt64 = 0
    private var index = 0

    func knows(_ stream: StreamID) -> Bool { totals[stream] != nil }

    /// Enters what the state says of a stream that the group meets for the first time.
    mutating func meet(_ stream: StreamID, _ stored: StreamTotals) {
        totals[stream] = stored
    }

    /// Forgets a stream that is gone.
    mutating func forget(_ stream: StreamID) {
        totals[stream] = nil
    }

    /// The number of the next record of the command at `position`.
    mutating func nextSequence(at position: UInt64) -> SequenceNumber {
        if position != self.position {
            self.position = position
            index = 0
        }
        return SequenceNumber(position: position, index: index)
    }

    /// Adds the record that `encode` makes of its shard's totals.
    mutating func add(
        _ sequence: SequenceNumber, to stream: StreamID, shard: Int,
        _ encode: (StreamTotals.ShardTotals) -> [UInt8]
    ) {
        guard let before = totals[stream]?.shards[shard] else { return }
        let value = encode(before)
        entries.append(
            Entry(
                key: Keyspace.change(sequence, of: stream, shard: shard), value: value,
                stream: stream, shard: shard, before: before))
        bytes += value.count
        index += 1
        totals[stream]?.shards[shard] = StreamTotals.ShardTotals(
            records: before.records + 1, bytes: before.bytes + Int64(value.count), last: sequence)
    }

    func mark(at position: UInt64) -> Mark {
        Mark(
            count: entries.count, bytes: bytes,
            index: position == self.position ? index : 0)
    }

    /// How many records were added since `mark`, and their bytes.
    func added(since mark: Mark) -> (count: Int, bytes: Int) {
        (entries.count - mark.count, bytes - mark.bytes)
    }

    /// Makes it so that nothing was added after `mark`, which is of the command that was last.
    mutating func takeBack(to mark: Mark) {
        while entries.count > mark.count, let last = entries.popLast() {
            bytes -= last.value.count
            totals[last.stream]?.shards[last.shard] = last.before
        }
        index = mark.index
    }

    /// The entries, which are written now.
    mutating func takeAll() -> [Entry] {
        defer {
            entries = []
            bytes = 0
        }
        return entries
    }
}
