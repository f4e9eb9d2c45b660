import Model

// Change records: stream by stream, shard by shard, in the order of their numbers.
extension Keyspace {
    static func change(_ sequence: SequenceNumber, of stream: StreamID, shard: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(changeKeyBytes)
        append(stream.rawValue, to: &bytes)
        append(UInt16(truncatingIfNeeded: shard), to: &bytes)
        append(sequence.rawValue, to: &bytes)
        return bytes
    }

    private static let changeKeyBytes = 14

    /// The records of a shard in `sequences`.
    static func changes(
        of stream: StreamID, shard: Int, _ sequences: ClosedRange<SequenceNumber>
    ) -> KeyRange {
        KeyRange(
            from: change(sequences.lowerBound, of: stream, shard: shard),
            upTo: KeyRange.firstKey(after: change(sequences.upperBound, of: stream, shard: shard)))
    }

    /// All records of a stream.
    static func changes(of stream: StreamID) -> KeyRange {
        var prefix: [UInt8] = []
        append(stream.rawValue, to: &prefix)
        return KeyRange(startingWith: prefix)
    }

    static func splitChange(
        _ key: [UInt8]
    ) throws(StoreError) -> (stream: StreamID, shard: Int, sequence: SequenceNumber) {
        guard key.count == changeKeyBytes else {
            throw .corrupt("a change record's key of \(key.count) bytes")
        }
        return (
            StreamID(rawValue: UInt32(number(key[..<4]))),
            Int(key[4]) << 8 | Int(key[5]),
            SequenceNumber(rawValue: number(key[6...]))
        )
    }
}
