internal import CLMDB

extension Environment {
    /// Opens the database called `name`; `nil` when there is none and it is not to be created.
    ///
    /// Waits for the write transaction that runs, because LMDB opens databases one at a time.
    package func openDatabase(
        _ name: String, create: Bool = false
    ) throws(LMDBError) -> Database? {
        guard !options.isReadOnly else { return try openExistingDatabase(name) }
        var transaction = try beginWrite()
        let database = try transaction.openDatabase(name, create: create)
        try transaction.commit()
        return database
    }

    private func openExistingDatabase(_ name: String) throws(LMDBError) -> Database? {
        try unsafe withPointer("mdb_dbi_open") { pointer throws(LMDBError) in
            let transaction = try unsafe beginTransaction(in: pointer, flags: UInt32(MDB_RDONLY))
            let database: Database?
            do throws(LMDBError) {
                database = try unsafe openDatabaseHandle(name, create: false, in: transaction)
            } catch {
                unsafe mdb_txn_abort(transaction)
                throw error
            }
            // Only a commit keeps the handle.
            try LMDBError.check(unsafe mdb_txn_commit(transaction), in: "mdb_txn_commit")
            return database
        }
    }

    /// Writes what is committed to disk; `force` also when commits are not synchronous.
    package func sync(force: Bool = true) throws(LMDBError) {
        try unsafe withPointer("mdb_env_sync") { pointer throws(LMDBError) in
            try LMDBError.check(unsafe mdb_env_sync(pointer, force ? 1 : 0), in: "mdb_env_sync")
        }
    }

    /// Changes the address space reserved for the file.
    ///
    /// Refused as busy while any transaction of this process is active, because the map moves.
    package func setMapBytes(_ bytes: Int) throws(LMDBError) {
        try unsafe withExclusivePointer("mdb_env_set_mapsize") { pointer in
            unsafe mdb_env_set_mapsize(pointer, bytes)
        }
    }

    /// Writes a consistent copy of the file into the empty directory at `path`, while others go on.
    ///
    /// `compact` leaves free pages out and costs more processor time.
    package func copy(to path: String, compact: Bool) throws(LMDBError) {
        let flags = compact ? UInt32(MDB_CP_COMPACT) : 0
        try unsafe withPointer("mdb_env_copy2") { pointer throws(LMDBError) in
            try LMDBError.check(unsafe mdb_env_copy2(pointer, path, flags), in: "mdb_env_copy2")
        }
    }

    /// Frees the reader slots of processes that died; answers how many.
    @discardableResult
    package func clearStaleReaders() throws(LMDBError) -> Int {
        try unsafe withPointer("mdb_reader_check") { pointer throws(LMDBError) in
            var dead: Int32 = 0
            try LMDBError.check(unsafe mdb_reader_check(pointer, &dead), in: "mdb_reader_check")
            return Int(dead)
        }
    }

    package func statistics() throws(LMDBError) -> EnvironmentStatistics {
        // This call is a user itself.
        let active = max(0, users)
        return try unsafe withPointer("mdb_env_info") { pointer throws(LMDBError) in
            var info = unsafe MDB_envinfo()
            try LMDBError.check(unsafe mdb_env_info(pointer, &info), in: "mdb_env_info")
            var stat = MDB_stat()
            try LMDBError.check(unsafe mdb_env_stat(pointer, &stat), in: "mdb_env_stat")
            return unsafe EnvironmentStatistics(
                mapBytes: info.me_mapsize, pageBytes: Int(stat.ms_psize),
                lastPage: info.me_last_pgno, lastTransaction: info.me_last_txnid,
                readersMax: Int(info.me_maxreaders), readersUsed: Int(info.me_numreaders),
                activeTransactions: active)
        }
    }
}
