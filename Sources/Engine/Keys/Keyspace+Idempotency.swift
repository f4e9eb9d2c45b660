import Expressions
import Model
import Values

// What makes retries count once, with the marks under which its end is found, and how far handlers
// have come.
extension Keyspace {
    static let transactions = KeyKind.transaction.range
    static let sources = KeyKind.source.range
    static let onceIDs = KeyKind.once.range
    static let progress = KeyKind.progress.range

    static func transaction(of token: Text) -> [UInt8] { KeyKind.transaction.key + token.bytes }

    static func source(_ source: Text, in table: TableID) -> [UInt8] {
        key(.source, table.rawValue, source.bytes)
    }

    /// What the marks of all sources of a table begin with.
    static func sources(of table: TableID) -> [UInt8] { key(.source, table.rawValue) }

    static func once(_ id: OnceID, in table: TableID) -> [UInt8] {
        key(.once, table.rawValue, id.bytes)
    }

    // MARK: Ends

    /// The mark of the second in which an entry ends.
    static func idempotencyEnd(ofEntry entry: [UInt8], second: Int64) -> [UInt8] {
        let isTransaction = entry.first == KeyKind.transaction.number
        return key(
            isTransaction ? .transactionEnd : .entryEnd, UInt64(bitPattern: second) ^ (1 << 63),
            isTransaction ? Array(entry.dropFirst()) : entry)
    }

    /// Marks of entries that ended before `second`, as two ranges.
    static func idempotencyEnds(before second: Int64) -> [KeyRange] {
        [KeyKind.transactionEnd, .entryEnd].map { kind in
            KeyRange(from: kind.key, upTo: key(kind, UInt64(bitPattern: second) ^ (1 << 63)))
        }
    }

    /// All marks, as two ranges.
    static let allIdempotencyEnds = [KeyKind.transactionEnd.range, KeyKind.entryEnd.range]

    /// The key of the entry that a mark belongs to.
    static func entry(ofIdempotencyEnd key: [UInt8]) throws(StoreError) -> [UInt8] {
        guard key.count > 9 else { throw .corrupt("a ledger mark of \(key.count) bytes") }
        if key.first == KeyKind.transactionEnd.number { return KeyKind.transaction.key + key[9...] }
        let entry = Array(key[9...])
        guard sources.contains(entry) || onceIDs.contains(entry) else {
            throw .corrupt("a ledger mark of an entry of kind \(entry[0])")
        }
        return entry
    }

    // MARK: Handlers

    static func progress(of handler: HandlerID, shard: Int) -> [UInt8] {
        var bytes = key(.progress, handler.rawValue)
        append(UInt16(truncatingIfNeeded: shard), to: &bytes)
        return bytes
    }

    static func splitProgress(
        _ key: [UInt8]
    ) throws(StoreError) -> (handler: HandlerID, shard: Int) {
        guard key.count == 7 else {
            throw .corrupt("a handler's position under a key of \(key.count) bytes")
        }
        return (
            HandlerID(rawValue: UInt32(number(key[1..<5]))), Int(key[5]) << 8 | Int(key[6])
        )
    }
}
