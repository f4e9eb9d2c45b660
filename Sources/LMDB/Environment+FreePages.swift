internal import CLMDB

extension Environment {
    /// Bytes of pages inside the file that nothing uses and later commits will, as of the last commit.
    package func reusableBytes() throws(LMDBError) -> Int {
        let pageBytes = try statistics().pageBytes
        return try unsafe withPointer("mdb_cursor_get") { pointer throws(LMDBError) in
            let transaction = try unsafe beginTransaction(in: pointer, flags: UInt32(MDB_RDONLY))
            defer { unsafe mdb_txn_abort(transaction) }
            // LMDB lists free pages in its first database: for each commit their count and numbers.
            var opened: OpaquePointer?
            try LMDBError.check(
                unsafe mdb_cursor_open(transaction, 0, &opened), in: "mdb_cursor_open")
            guard let cursor = unsafe opened else { return 0 }
            defer { unsafe mdb_cursor_close(cursor) }
            var pages = 0
            var key = unsafe MDB_val()
            var list = unsafe MDB_val()
            while true {
                let code = unsafe mdb_cursor_get(cursor, &key, &list, MDB_NEXT)
                if code == MDB_NOTFOUND { return pages * pageBytes }
                try LMDBError.check(code, in: "mdb_cursor_get")
                guard unsafe list.mv_size >= MemoryLayout<Int>.size,
                    let start = unsafe list.mv_data
                else { continue }
                pages += unsafe start.loadUnaligned(as: Int.self)
            }
        }
    }
}
