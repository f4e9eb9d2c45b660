import Values

/// A kind of entry that the store keeps: where it lies, what its key is made of, what it holds.
///
/// Keys, ranges and the table in OnDiskLayout.md follow from it. Numbers are part of the format: a
/// new kind takes a number that was never used in its database. The kinds of derived entries stand
/// where these are made (`DerivedEntries.keyKinds`), all others here.
package struct KeyKind: Sendable {
    /// The database that it lies in.
    let space: Space
    /// The key's first byte; `nil` in databases of one kind.
    let number: UInt8?
    /// What the rest of the key is made of.
    private let parts: StaticString
    private let value: StaticString

    init(_ space: Space, _ number: UInt8?, _ parts: StaticString, _ value: StaticString) {
        self.space = space
        self.number = number
        self.parts = parts
        self.value = value
    }

    /// All kinds there are.
    package static var all: [KeyKind] { own + Maintainers.keyKinds }

    private static var own: [KeyKind] {
        [
            .table, .applied, .nextTableID, .droppedTable, .stream, .nextStreamID,
            .droppedStream, .handler, .nextHandlerID, .loss, .item, .transaction,
            .transactionEnd, .source, .once, .entryEnd, .progress,
        ]
    }

    /// All entries of the kind.
    var range: KeyRange {
        number.map { KeyRange(startingWith: [$0]) } ?? .everything
    }

    /// The key of a kind of which there is one entry.
    var key: [UInt8] { Array([number].compactMap { $0 }) }

    /// Its row in OnDiskLayout.md.
    package var row: String {
        let parts = parts.description
        let key = [number.map { "\($0)" }, parts.isEmpty ? nil : parts].compactMap { $0 }
        return "| `\(space.name)` | \(key.joined(separator: " · ")) | \(value) |"
    }
}

// Computed, so that a key costs no look at a global.
extension KeyKind {
    static var table: KeyKind { KeyKind(.catalog, 1, "table u32", "table") }
    static var applied: KeyKind { KeyKind(.catalog, 2, "", "how far the state has come") }
    static var nextTableID: KeyKind {
        KeyKind(.catalog, 4, "", "the table id that comes next, u32")
    }
    static var droppedTable: KeyKind {
        KeyKind(.catalog, 5, "table u32", "table that has items left")
    }
    static var stream: KeyKind { KeyKind(.catalog, 6, "stream u32", "stream") }
    static var nextStreamID: KeyKind {
        KeyKind(.catalog, 8, "", "the stream id that comes next, u32")
    }
    static var droppedStream: KeyKind {
        KeyKind(.catalog, 9, "stream u32", "stream that has records left")
    }
    static var handler: KeyKind { KeyKind(.catalog, 10, "handler u32", "handler") }
    static var nextHandlerID: KeyKind {
        KeyKind(.catalog, 11, "", "the handler id that comes next, u32")
    }
    static var loss: KeyKind {
        KeyKind(.catalog, 12, "position u64", "loss that was accepted, before it")
    }
    static var item: KeyKind {
        KeyKind(.items, nil, "table u32 · slot u16 · partition part · sort key, ordered", "item")
    }
    static var transaction: KeyKind { KeyKind(.idempotency, 1, "token", "what a transaction did") }
    static var transactionEnd: KeyKind {
        KeyKind(.idempotency, 2, "last second u64, sign flipped · token", "1 byte")
    }
    static var source: KeyKind {
        KeyKind(.idempotency, 3, "table u32 · source", "a producer's high-water mark")
    }
    static var once: KeyKind {
        KeyKind(.idempotency, 4, "table u32 · id of ONCE", "until when, and what it was for")
    }
    static var entryEnd: KeyKind {
        KeyKind(.idempotency, 5, "last second u64, sign flipped · key of kind 3 or 4", "1 byte")
    }
    static var progress: KeyKind {
        KeyKind(.idempotency, 6, "handler u32 · shard u16", "how far a handler has come")
    }
}
