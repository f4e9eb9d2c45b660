internal import CLMDB

/// Walks the entries of one database in key order, as a read transaction sees them.
///
/// It keeps its transaction going, and moves between threads only together with it. Every move
/// answers whether the cursor now stands on an entry; the empty key is refused, a key too long to
/// store is not.
package struct Cursor: ~Copyable {
    private var handle: CursorHandle
    private let owner: ReadHandle
    private let environment: Environment

    init(
        database: Database, handle: ReadHandle, environment: Environment
    ) throws(LMDBError) {
        self.handle = try unsafe CursorHandle(database: database, transaction: handle.transaction)
        owner = handle
        self.environment = environment
        handle.owners += 1
    }

    // LMDB allows a reader's cursor to be closed after its transaction.
    deinit {
        owner.owners -= 1
        if owner.owners == 0 { environment.giveBack(owner) }
    }

    package mutating func moveToFirst() throws(LMDBError) -> Bool { try handle.move(MDB_FIRST) }

    package mutating func moveToLast() throws(LMDBError) -> Bool { try handle.move(MDB_LAST) }

    /// Moves one entry on; a fresh cursor moves to the first.
    package mutating func moveToNext() throws(LMDBError) -> Bool { try handle.move(MDB_NEXT) }

    /// Moves one entry back; a fresh cursor moves to the last.
    package mutating func moveToPrevious() throws(LMDBError) -> Bool { try handle.move(MDB_PREV) }

    /// Moves to the first key that is not less than `key`.
    package mutating func move(toAtOrAfter key: Span<UInt8>) throws(LMDBError) -> Bool {
        try handle.move(toAtOrAfter: key)
    }

    package mutating func move(toAtOrAfter key: [UInt8]) throws(LMDBError) -> Bool {
        try handle.move(toAtOrAfter: key.span)
    }

    /// Moves to the last key that is less than `key`.
    package mutating func move(toBefore key: Span<UInt8>) throws(LMDBError) -> Bool {
        try handle.move(toBefore: key)
    }

    package mutating func move(toBefore key: [UInt8]) throws(LMDBError) -> Bool {
        try handle.move(toBefore: key.span)
    }

    /// Moves to the last key that is not greater than `key`.
    package mutating func move(toAtOrBefore key: Span<UInt8>) throws(LMDBError) -> Bool {
        try handle.move(toAtOrBefore: key)
    }

    package mutating func move(toAtOrBefore key: [UInt8]) throws(LMDBError) -> Bool {
        try handle.move(toAtOrBefore: key.span)
    }

    /// Whether the cursor stands on an entry; the last move said so too.
    package var isOnEntry: Bool { handle.isOnEntry }

    /// -1, 0 or 1 as the entry's key comes before, is, or comes after `other`, byte by byte and a
    /// prefix before what it begins.
    package func compareKey(with other: Span<UInt8>) -> Int { handle.compareKey(with: other) }

    /// The entry's key in LMDB's own pages, until the cursor moves.
    package var key: Span<UInt8> {
        @_lifetime(borrow self) get { unsafe span(of: handle.key, ownedBy: self) }
    }

    /// The entry's value in LMDB's own pages, until the cursor moves.
    package var value: Span<UInt8> {
        @_lifetime(borrow self) get { unsafe span(of: handle.value, ownedBy: self) }
    }

    /// A copy of the entry's key.
    package var keyBytes: [UInt8] { unsafe copy(of: handle.key) }

    /// A copy of the entry's value.
    package var valueBytes: [UInt8] { unsafe copy(of: handle.value) }
}

// A cursor belongs to its transaction's thread.
@available(*, unavailable)
extension Cursor: Sendable {}
