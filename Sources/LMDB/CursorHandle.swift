internal import CLMDB
internal import Glibc

/// An `MDB_cursor` and the entry it stands on; the shared half of both cursor types.
@safe
struct CursorHandle: ~Copyable {
    private let pointer: OpaquePointer
    private var keyValue = unsafe MDB_val()
    private var dataValue = unsafe MDB_val()
    /// Whether the cursor stands on an entry.
    private(set) var isOnEntry = false

    init(database: Database, transaction: OpaquePointer) throws(LMDBError) {
        var opened: OpaquePointer?
        try LMDBError.check(
            unsafe mdb_cursor_open(transaction, database.handle, &opened), in: "mdb_cursor_open")
        guard let pointer = unsafe opened else { throw LMDBError(ENOMEM, in: "mdb_cursor_open") }
        unsafe self.pointer = unsafe pointer
    }

    deinit { unsafe mdb_cursor_close(pointer) }

    @unsafe var key: MDB_val {
        precondition(isOnEntry, "the cursor stands on no entry")
        return unsafe keyValue
    }

    @unsafe var value: MDB_val {
        precondition(isOnEntry, "the cursor stands on no entry")
        return unsafe dataValue
    }

    /// Moves by one of LMDB's operations that need no key.
    mutating func move(_ operation: MDB_cursor_op) throws(LMDBError) -> Bool {
        isOnEntry = false
        let code = unsafe mdb_cursor_get(pointer, &keyValue, &dataValue, operation)
        if code == MDB_NOTFOUND { return false }
        try LMDBError.check(code, in: "mdb_cursor_get")
        isOnEntry = true
        return true
    }

    /// Moves to the first key that is not less than `key`.
    mutating func move(toAtOrAfter key: Span<UInt8>) throws(LMDBError) -> Bool {
        guard !key.isEmpty else { throw .badKey(0, in: "mdb_cursor_get") }
        isOnEntry = false
        let pointer = unsafe pointer
        var found = unsafe (MDB_val(), MDB_val())
        let code = unsafe key.withUnsafeBufferPointer { bytes in
            unsafe found.0 = unsafe MDB_val(bytes)
            return unsafe mdb_cursor_get(pointer, &found.0, &found.1, MDB_SET_RANGE)
        }
        if code == MDB_NOTFOUND { return false }
        try LMDBError.check(code, in: "mdb_cursor_get")
        unsafe (keyValue, dataValue) = unsafe found
        isOnEntry = true
        return true
    }

    /// Moves to the last key that is less than `key`.
    mutating func move(toBefore key: Span<UInt8>) throws(LMDBError) -> Bool {
        try move(try move(toAtOrAfter: key) ? MDB_PREV : MDB_LAST)
    }

    /// Moves to the last key that is not greater than `key`.
    mutating func move(toAtOrBefore key: Span<UInt8>) throws(LMDBError) -> Bool {
        guard try move(toAtOrAfter: key) else { return try move(MDB_LAST) }
        return isOn(key) ? true : try move(MDB_PREV)
    }

    /// -1, 0 or 1 as the entry's key comes before, is, or comes after `other` in LMDB's order.
    func compareKey(with other: Span<UInt8>) -> Int {
        precondition(isOnEntry, "the cursor stands on no entry")
        let own = unsafe keyValue.buffer
        let order = unsafe other.withUnsafeBufferPointer { bytes in
            guard let first = own.baseAddress, let second = bytes.baseAddress else { return 0 }
            return Int(unsafe memcmp(first, second, min(own.count, bytes.count)))
        }
        return (order == 0 ? own.count - other.count : order).signum()
    }

    /// Whether the entry's key is exactly `key`.
    func isOn(_ key: Span<UInt8>) -> Bool {
        guard isOnEntry, unsafe keyValue.mv_size == key.count else { return false }
        let own = unsafe keyValue.buffer
        for index in key.indices where unsafe own[index] != key[index] { return false }
        return true
    }

    /// Removes the entry; `moveToNext` then goes to the one that came after it.
    mutating func delete() throws(LMDBError) {
        precondition(isOnEntry, "the cursor stands on no entry")
        isOnEntry = false
        try LMDBError.check(unsafe mdb_cursor_del(pointer, 0), in: "mdb_cursor_del")
    }

    mutating func put(
        _ value: Span<UInt8>, for key: Span<UInt8>, _ options: PutOptions
    ) throws(LMDBError) -> Bool {
        guard 1...LMDBLimits.keyBytesMax ~= key.count else {
            throw .badKey(key.count, in: "mdb_cursor_put")
        }
        isOnEntry = false
        let pointer = unsafe pointer
        let code = unsafe key.withUnsafeBufferPointer { keyBytes in
            unsafe value.withUnsafeBufferPointer { valueBytes in
                var keyValue = unsafe MDB_val(keyBytes)
                var dataValue = unsafe MDB_val(valueBytes)
                return unsafe mdb_cursor_put(pointer, &keyValue, &dataValue, options.rawValue)
            }
        }
        if code == MDB_KEYEXIST, options == .noOverwrite { return false }
        try LMDBError.check(code, in: "mdb_cursor_put")
        return try move(MDB_GET_CURRENT)
    }
}
