internal import CLMDB

/// A reader slot with its `MDB_txn`, used by one read transaction after the other.
///
/// It is `@unchecked Sendable` because one transaction (with its cursors) owns it at a time, and it
/// changes owner only under the environment's lock.
@safe
final class ReadHandle: @unchecked Sendable {
    private let pointer: OpaquePointer
    /// The transaction itself plus its open cursors; the last one to go gives the handle back.
    var owners = 0

    init(beginIn environment: OpaquePointer) throws(LMDBError) {
        unsafe pointer = try beginTransaction(in: environment, flags: UInt32(MDB_RDONLY))
    }

    @unsafe var transaction: OpaquePointer { unsafe pointer }

    /// The number of the commit that it sees.
    var number: Int { unsafe Int(mdb_txn_id(pointer)) }

    func reset() { unsafe mdb_txn_reset(pointer) }

    func renew() throws(LMDBError) {
        try LMDBError.check(unsafe mdb_txn_renew(pointer), in: "mdb_txn_renew")
    }

    /// Frees the slot and the memory; nothing may follow.
    func abort() { unsafe mdb_txn_abort(pointer) }
}
