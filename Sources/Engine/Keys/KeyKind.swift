import Values

/// Every kind of entry that the store keeps: where it lies, what its key is made of, what it holds.
///
/// The one list from which keys, ranges and the drawing in OnDiskLayout.md follow. Numbers are part of
/// the format: a new kind takes a number that was never used in its database.
package enum KeyKind: CaseIterable, Sendable {
    case table, applied, totals, nextTableID, droppedTable
    case stream, streamTotals, nextStreamID, droppedStream
    case handler, nextHandlerID, loss
    case item
    case expiry
    case change
    case transaction, transactionEnd, source, once, entryEnd, progress

    private struct Form {
        let space: Space
        /// The key's first byte, in databases that hold several kinds.
        let number: UInt8?
        let parts: String
        let value: String

        init(_ space: Space, _ number: UInt8?, _ parts: String, _ value: String) {
            self.space = space
            self.number = number
            self.parts = parts
            self.value = value
        }
    }

    private var form: Form {
        switch self {
        case .table: Form(.catalog, 1, "table u32", "table")
        case .applied: Form(.catalog, 2, "", "how far the state has come")
        case .totals: Form(.catalog, 3, "table u32", "items and bytes of the table")
        case .nextTableID: Form(.catalog, 4, "", "the table id that comes next, u32")
        case .droppedTable: Form(.catalog, 5, "table u32", "table that has items left")
        case .stream: Form(.catalog, 6, "stream u32", "stream")
        case .streamTotals: Form(.catalog, 7, "stream u32", "totals of the stream's shards")
        case .nextStreamID: Form(.catalog, 8, "", "the stream id that comes next, u32")
        case .droppedStream: Form(.catalog, 9, "stream u32", "stream that has records left")
        case .handler: Form(.catalog, 10, "handler u32", "handler")
        case .nextHandlerID: Form(.catalog, 11, "", "the handler id that comes next, u32")
        case .loss: Form(.catalog, 12, "position u64", "loss that was accepted, before it")
        case .item:
            Form(.items, nil, "table u32 · slot u16 · partition part · sort key, ordered", "item")
        case .expiry: Form(.expiry, nil, "last second u64, sign flipped · item's key", "1 byte")
        case .change:
            Form(.changes, nil, "stream u32 · shard u16 · sequence u64", "change record")
        case .transaction: Form(.idempotency, 1, "token", "what a transaction did")
        case .transactionEnd:
            Form(.idempotency, 2, "last second u64, sign flipped · token", "1 byte")
        case .source: Form(.idempotency, 3, "table u32 · source", "a producer's high-water mark")
        case .once:
            Form(.idempotency, 4, "table u32 · id of ONCE", "until when, and what it was for")
        case .entryEnd:
            Form(.idempotency, 5, "last second u64, sign flipped · key of kind 3 or 4", "1 byte")
        case .progress:
            Form(.idempotency, 6, "handler u32 · shard u16", "how far a handler has come")
        }
    }

    /// The database that it lies in.
    package var space: Space { form.space }

    /// The key's first byte; `nil` in databases of one kind.
    ///
    /// A literal for each, as it is read for each key that is built.
    var number: UInt8? { form.number }

    /// All entries of the kind.
    var range: KeyRange {
        number.map { KeyRange(startingWith: [$0]) } ?? .everything
    }

    /// The key of a kind of which there is one entry.
    var key: [UInt8] { Array([number].compactMap { $0 }) }

    /// Its row in OnDiskLayout.md.
    package var row: String {
        let number = form.number.map { "\($0)" }
        let key = [number, form.parts.isEmpty ? nil : form.parts].compactMap { $0 }
        return "| `\(space.name)` | \(key.joined(separator: " · ")) | \(form.value) |"
    }
}
