internal import CLMDB

/// Walks and changes the entries of one database inside a write transaction.
///
/// The compiler keeps the transaction from being used, and from ending, while the cursor exists.
package struct WriteCursor: ~Copyable, ~Escapable {
    private var handle: CursorHandle

    @_lifetime(immortal)
    init(_ handle: consuming CursorHandle) { self.handle = handle }

    /// Stores `value` under `key` and stands on it; `false` only when `noOverwrite` kept what was
    /// there.
    @discardableResult
    package mutating func put(
        _ value: Span<UInt8>, for key: Span<UInt8>, _ options: PutOptions = []
    ) throws(LMDBError) -> Bool {
        try handle.put(value, for: key, options)
    }

    @discardableResult
    package mutating func put(
        _ value: [UInt8], for key: [UInt8], _ options: PutOptions = []
    ) throws(LMDBError) -> Bool {
        try handle.put(value.span, for: key.span, options)
    }

    /// Removes the entry; `moveToNext` then goes to the one that came after it.
    package mutating func delete() throws(LMDBError) { try handle.delete() }

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
