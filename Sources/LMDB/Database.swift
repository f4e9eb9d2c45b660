internal import CLMDB

/// One named table of keys and values inside an environment.
///
/// A handle stays valid as long as its environment; it names nothing in another one.
package struct Database: Hashable, Sendable {
    package let name: String
    let handle: MDB_dbi
}

/// How a `put` treats what is already there.
package struct PutOptions: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The key comes after every other one; LMDB skips the search and packs pages full.
    package static let append = PutOptions(rawValue: UInt32(MDB_APPEND))
    /// Leaves an existing value alone.
    package static let noOverwrite = PutOptions(rawValue: UInt32(MDB_NOOVERWRITE))
}

/// The size and shape of one database, as one transaction sees it.
package struct DatabaseStatistics: Hashable, Sendable {
    package let entries: Int
    package let depth: Int
    package let branchPages: Int
    package let leafPages: Int
    package let overflowPages: Int
    package let pageBytes: Int

    /// Bytes of all pages that belong to the database.
    package var bytes: Int { (branchPages + leafPages + overflowPages) * pageBytes }

    init(_ stat: MDB_stat) {
        entries = stat.ms_entries
        depth = Int(stat.ms_depth)
        branchPages = stat.ms_branch_pages
        leafPages = stat.ms_leaf_pages
        overflowPages = stat.ms_overflow_pages
        pageBytes = Int(stat.ms_psize)
    }
}

/// Opens or creates a database inside a transaction; `nil` when there is none.
func openDatabaseHandle(
    _ name: String, create: Bool, in transaction: OpaquePointer
) throws(LMDBError) -> Database? {
    var handle: MDB_dbi = 0
    let code = unsafe mdb_dbi_open(transaction, name, create ? UInt32(MDB_CREATE) : 0, &handle)
    if code == MDB_NOTFOUND { return nil }
    try LMDBError.check(code, in: "mdb_dbi_open")
    return Database(name: name, handle: handle)
}

/// The size of a database as `transaction` sees it.
func databaseStatistics(
    of database: Database, in transaction: OpaquePointer
) throws(LMDBError) -> DatabaseStatistics {
    var stat = MDB_stat()
    try LMDBError.check(unsafe mdb_stat(transaction, database.handle, &stat), in: "mdb_stat")
    return DatabaseStatistics(stat)
}

/// Looks `key` up; `nil` when it is absent.
///
/// The answer points into the transaction's pages.
func find(
    _ key: Span<UInt8>, in database: Database, of transaction: OpaquePointer
) throws(LMDBError) -> MDB_val? {
    guard !key.isEmpty else { throw .badKey(0, in: "mdb_get") }
    var found = unsafe MDB_val()
    let code = unsafe key.withUnsafeBufferPointer { bytes in
        var wanted = unsafe MDB_val(bytes)
        return unsafe mdb_get(transaction, database.handle, &wanted, &found)
    }
    if code == MDB_NOTFOUND { return nil }
    try LMDBError.check(code, in: "mdb_get")
    return unsafe found
}
