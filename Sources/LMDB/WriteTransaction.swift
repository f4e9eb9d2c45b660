internal import CLMDB
internal import Glibc

/// The one transaction that changes an environment.
///
/// It begins and ends on the same thread. Dropping it undoes everything, as `abort` does.
@safe
package struct WriteTransaction: ~Copyable {
    private let environment: Environment
    /// `nil` once committed or aborted.
    private var pointer: OpaquePointer?
    private let thread: pthread_t

    init(pointer: OpaquePointer, environment: Environment) {
        unsafe self.pointer = unsafe pointer
        self.environment = environment
        thread = pthread_self()
    }

    deinit {
        guard let pointer = unsafe pointer else { return }
        checkThread()
        unsafe mdb_txn_abort(pointer)
        environment.endWrite()
    }

    private func checkThread() {
        precondition(
            pthread_equal(thread, pthread_self()) != 0,
            "a write transaction ends on the thread that began it")
    }

    @unsafe private var transaction: OpaquePointer {
        guard let pointer = unsafe pointer else {
            preconditionFailure("a write transaction is not used after its end")
        }
        return unsafe pointer
    }

    /// Makes the changes visible, and durable unless the environment says otherwise.
    package consuming func commit() throws(LMDBError) {
        checkThread()
        let code = unsafe mdb_txn_commit(transaction)
        unsafe pointer = nil
        defer { environment.endWrite() }
        do throws(LMDBError) {
            try LMDBError.check(code, in: "mdb_txn_commit")
        } catch {
            environment.noteFailedCommit(error)
            throw error
        }
    }

    /// Undoes the changes.
    package consuming func abort() {}

    /// Returns the value under `key`, or `nil`.
    ///
    /// The bytes are LMDB's own pages, not a copy; the compiler lets nothing change while they are
    /// in use.
    @_lifetime(borrow self)
    package func value(
        for key: Span<UInt8>, in database: Database
    ) throws(LMDBError) -> Span<UInt8>? {
        guard let found = unsafe try find(key, in: database, of: transaction) else { return nil }
        return unsafe span(of: found, ownedBy: self)
    }

    @_lifetime(borrow self)
    package func value(
        for key: [UInt8], in database: Database
    ) throws(LMDBError) -> Span<UInt8>? {
        guard let found = unsafe try find(key.span, in: database, of: transaction) else {
            return nil
        }
        return unsafe span(of: found, ownedBy: self)
    }

    /// Returns a copy of the value under `key`, or `nil`.
    package func bytes(
        for key: Span<UInt8>, in database: Database
    ) throws(LMDBError) -> [UInt8]? {
        guard let found = unsafe try find(key, in: database, of: transaction) else { return nil }
        return unsafe LMDB.copy(of: found)
    }

    package func bytes(for key: [UInt8], in database: Database) throws(LMDBError) -> [UInt8]? {
        try bytes(for: key.span, in: database)
    }

    /// Stores `value` under `key`; answers `false` only when `noOverwrite` kept what was there.
    @discardableResult
    package mutating func put(
        _ value: Span<UInt8>, for key: Span<UInt8>, in database: Database,
        _ options: PutOptions = []
    ) throws(LMDBError) -> Bool {
        guard 1...LMDBLimits.keyBytesMax ~= key.count else {
            throw .badKey(key.count, in: "mdb_put")
        }
        let transaction = unsafe transaction
        let code = unsafe key.withUnsafeBufferPointer { keyBytes in
            unsafe value.withUnsafeBufferPointer { valueBytes in
                var keyValue = unsafe MDB_val(keyBytes)
                var dataValue = unsafe MDB_val(valueBytes)
                return unsafe mdb_put(
                    transaction, database.handle, &keyValue, &dataValue, options.rawValue)
            }
        }
        if code == MDB_KEYEXIST, options == .noOverwrite { return false }
        try LMDBError.check(code, in: "mdb_put")
        return true
    }

    @discardableResult
    package mutating func put(
        _ value: [UInt8], for key: [UInt8], in database: Database, _ options: PutOptions = []
    ) throws(LMDBError) -> Bool {
        try put(value.span, for: key.span, in: database, options)
    }

    /// Stores a value of two pieces, which are put together where LMDB keeps it.
    package mutating func put(
        _ head: Span<UInt8>, _ rest: Span<UInt8>, for key: Span<UInt8>, in database: Database
    ) throws(LMDBError) {
        guard 1...LMDBLimits.keyBytesMax ~= key.count else {
            throw .badKey(key.count, in: "mdb_put")
        }
        let transaction = unsafe transaction
        let code = unsafe key.withUnsafeBufferPointer { keyBytes in
            var keyValue = unsafe MDB_val(keyBytes)
            var room = unsafe MDB_val(mv_size: head.count + rest.count, mv_data: nil)
            let code = unsafe mdb_put(
                transaction, database.handle, &keyValue, &room, UInt32(MDB_RESERVE))
            if code == MDB_SUCCESS, let start = unsafe room.mv_data {
                unsafe head.withUnsafeBytes { bytes in
                    guard let address = bytes.baseAddress else { return }
                    unsafe start.copyMemory(from: address, byteCount: bytes.count)
                }
                unsafe rest.withUnsafeBytes { bytes in
                    guard let address = bytes.baseAddress else { return }
                    unsafe (start + head.count).copyMemory(from: address, byteCount: bytes.count)
                }
            }
            return code
        }
        try LMDBError.check(code, in: "mdb_put")
    }

    /// Removes `key`; answers whether it was there.
    @discardableResult
    package mutating func delete(
        _ key: Span<UInt8>, in database: Database
    ) throws(LMDBError) -> Bool {
        guard !key.isEmpty else { throw .badKey(0, in: "mdb_del") }
        let transaction = unsafe transaction
        let code = unsafe key.withUnsafeBufferPointer { bytes in
            var wanted = unsafe MDB_val(bytes)
            return unsafe mdb_del(transaction, database.handle, &wanted, nil)
        }
        if code == MDB_NOTFOUND { return false }
        try LMDBError.check(code, in: "mdb_del")
        return true
    }

    @discardableResult
    package mutating func delete(_ key: [UInt8], in database: Database) throws(LMDBError) -> Bool {
        try delete(key.span, in: database)
    }

    /// Removes every entry of `database`; its pages become free.
    package mutating func empty(_ database: Database) throws(LMDBError) {
        try LMDBError.check(unsafe mdb_drop(transaction, database.handle, 0), in: "mdb_drop")
    }

    /// Opens the database called `name`; `nil` when there is none and it is not to be created.
    ///
    /// The handle is good for later transactions only when this one commits.
    package mutating func openDatabase(
        _ name: String, create: Bool
    ) throws(LMDBError) -> Database? {
        try unsafe openDatabaseHandle(name, create: create, in: transaction)
    }

    /// Opens a cursor that may also change entries; nothing else changes them while it exists.
    @_lifetime(&self)
    package mutating func cursor(in database: Database) throws(LMDBError) -> WriteCursor {
        let cursor = try unsafe CursorHandle(database: database, transaction: transaction)
        return unsafe _overrideLifetime(WriteCursor(cursor), mutating: &self)
    }

    package func statistics(of database: Database) throws(LMDBError) -> DatabaseStatistics {
        try unsafe databaseStatistics(of: database, in: transaction)
    }
}

// LMDB ties the write lock to the thread.
@available(*, unavailable)
extension WriteTransaction: Sendable {}
