internal import CLMDB

/// A view of the environment as of one commit.
///
/// It may move to another thread, but only one thread uses it at a time. Free pages are not reused
/// while it is active, so keep it for the length of one answer. Dropping it ends it; its slot is
/// reused by the next.
package struct ReadTransaction: ~Copyable {
    private let environment: Environment
    private let handle: ReadHandle
    /// Parked: it keeps its slot but sees nothing until `renew`.
    package private(set) var isReset = false

    init(handle: ReadHandle, environment: Environment) {
        self.handle = handle
        self.environment = environment
        handle.owners = 1
    }

    deinit {
        if isReset {
            environment.giveBackParked(handle)
        } else {
            handle.owners -= 1
            if handle.owners == 0 { environment.giveBack(handle) }
        }
    }

    /// The number of the commit that it sees.
    package var number: Int { handle.number }

    /// Lets go of the pages but keeps the slot; spans and cursors must be gone.
    package mutating func reset() {
        precondition(handle.owners == 1, "a cursor is still open on the transaction being reset")
        guard !isReset else { return }
        isReset = true
        environment.park(handle)
    }

    /// Moves to the newest commit, after `reset` or straight away.
    package mutating func renew() throws(LMDBError) {
        if !isReset { reset() }
        try environment.unpark(handle)
        isReset = false
    }

    /// Returns the value under `key`, or `nil`.
    ///
    /// The bytes are LMDB's own pages, not a copy; the compiler ties them to this transaction.
    @_lifetime(borrow self)
    package func value(
        for key: Span<UInt8>, in database: Database
    ) throws(LMDBError) -> Span<UInt8>? {
        guard let found = unsafe try find(key, in: database, of: handle.transaction) else {
            return nil
        }
        return unsafe span(of: found, ownedBy: self)
    }

    @_lifetime(borrow self)
    package func value(
        for key: [UInt8], in database: Database
    ) throws(LMDBError) -> Span<UInt8>? {
        guard let found = unsafe try find(key.span, in: database, of: handle.transaction) else {
            return nil
        }
        return unsafe span(of: found, ownedBy: self)
    }

    /// Returns a copy of the value under `key`, or `nil`.
    package func bytes(
        for key: Span<UInt8>, in database: Database
    ) throws(LMDBError) -> [UInt8]? {
        guard let found = unsafe try find(key, in: database, of: handle.transaction) else {
            return nil
        }
        return unsafe LMDB.copy(of: found)
    }

    package func bytes(for key: [UInt8], in database: Database) throws(LMDBError) -> [UInt8]? {
        try bytes(for: key.span, in: database)
    }

    /// Opens a cursor, not yet on any entry; it keeps the transaction going until it is dropped.
    package func cursor(in database: Database) throws(LMDBError) -> Cursor {
        try Cursor(database: database, handle: handle, environment: environment)
    }

    package func statistics(of database: Database) throws(LMDBError) -> DatabaseStatistics {
        try unsafe databaseStatistics(of: database, in: handle.transaction)
    }
}

// Two threads inside one `MDB_txn` would race; `sending` still lets it change hands.
@available(*, unavailable)
extension ReadTransaction: Sendable {}
