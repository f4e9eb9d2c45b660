internal import CLMDB
internal import Glibc
import Platform
internal import Synchronization

/// One LMDB directory, open in this process.
///
/// Any thread may begin read transactions; write transactions take turns. Transactions and their
/// cursors keep the environment alive, so it closes when the last of them is gone, or earlier
/// through `close()`.
@safe
package final class Environment: Sendable {
    package let path: String
    package let options: EnvironmentOptions
    private let identity: FileIdentity
    // `mdb_env` locks for itself; closing it waits until `state` says that no call is inside.
    nonisolated(unsafe) private let pointer: OpaquePointer
    private let state = Mutex(State())
    /// The length of the data file when it was last read.
    let fileBytes = Mutex(0)

    private struct State {
        /// Calls and transactions that are inside LMDB now; while there are any, nobody resizes or
        /// closes.
        var users = 0
        var isClosing = false
        var isClosed = false
        /// Why a commit failed last, which is why LMDB refuses everything after it when it does.
        var failure: LMDBError?
        /// Ended read transactions that kept their reader slot; the newest is warmest.
        var idle: [ReadHandle] = []
    }

    /// Opens the directory at `path`, which must exist, and creates the file in it when there is
    /// none.
    package init(path: String, options: EnvironmentOptions) throws(LMDBError) {
        let identity = try OpenEnvironments.claim(path)
        var options = options
        if let least = options.mapBytesMin {
            options.mapBytes = max(least, AddressSpace.share(of: options.mapBytes))
        }
        do throws(LMDBError) {
            unsafe pointer = try openEnvironment(path: path, fitting: &options)
        } catch {
            OpenEnvironments.release(identity)
            throw error
        }
        self.identity = identity
        self.path = path
        self.options = options
    }

    deinit {
        state.withLock { state in closeIfUnused(&state, isLast: true) }
    }

    /// Closes the file as soon as the transactions that are running have ended; later calls throw.
    package func close() {
        state.withLock { state in
            state.isClosing = true
            closeIfUnused(&state, isLast: false)
        }
    }

    private func closeIfUnused(_ state: inout State, isLast: Bool) {
        guard isLast || (state.isClosing && state.users == 0), !state.isClosed else { return }
        state.isClosed = true
        for handle in state.idle { handle.abort() }
        state.idle = []
        unsafe mdb_env_close(pointer)
        OpenEnvironments.release(identity)
    }

    // Below: what transactions and calls do on entry and exit.

    /// Holds the environment open for one call or transaction; pair it with `leave`.
    private func enter(_ operation: StaticString) throws(LMDBError) {
        let isOpen = state.withLock { state in
            if !state.isClosing { state.users += 1 }
            return !state.isClosing
        }
        guard isOpen else { throw Environment.closed(operation) }
    }

    /// Ends what `enter` began; `idle` goes back to the pool.
    private func leave(keeping idle: ReadHandle? = nil) {
        state.withLock { state in
            if let idle { state.idle.append(idle) }
            state.users -= 1
            closeIfUnused(&state, isLast: false)
        }
    }

    private static func closed(_ operation: StaticString) -> LMDBError {
        .busy("the environment is closed", in: operation)
    }

    /// Begins a read transaction on the state as of the last commit.
    ///
    /// Its reader slot and memory come from an earlier one that has ended, when there is one.
    package func beginRead() throws(LMDBError) -> sending ReadTransaction {
        ReadTransaction(handle: try takeReader(), environment: self)
    }

    /// A handle that sees the newest data, counted as a user.
    private func takeReader() throws(LMDBError) -> ReadHandle {
        let (isOpen, idle) = state.withLock { state -> (Bool, ReadHandle?) in
            guard !state.isClosing else { return (false, nil) }
            state.users += 1
            return (true, state.idle.popLast())
        }
        guard isOpen else { throw Environment.closed("mdb_txn_begin") }
        do throws(LMDBError) {
            guard let idle else { return try unsafe ReadHandle(beginIn: pointer) }
            do throws(LMDBError) {
                try idle.renew()
                return idle
            } catch {
                idle.abort()
                throw error
            }
        } catch {
            leave()
            throw explained(error)
        }
    }

    /// Takes the handle of an ended read transaction back.
    func giveBack(_ handle: ReadHandle) {
        handle.reset()
        leave(keeping: handle)
    }

    /// The handle of a transaction that is only parked keeps its slot, but no longer counts as a
    /// user.
    func park(_ handle: ReadHandle) {
        handle.reset()
        leave()
    }

    func unpark(_ handle: ReadHandle) throws(LMDBError) {
        try enter("mdb_txn_renew")
        do throws(LMDBError) {
            try handle.renew()
        } catch {
            leave()
            throw explained(error)
        }
    }

    /// Takes the handle of a transaction that ends while parked.
    ///
    /// After `close` its few bytes stay allocated: LMDB frees nothing of an environment that is gone.
    func giveBackParked(_ handle: ReadHandle) {
        state.withLock { state in
            if state.isClosed { return }
            state.idle.append(handle)
        }
    }

    /// Whether nothing more can be done with the file before it is opened anew.
    package var mustBeReopened: Bool {
        guard state.withLock({ $0.failure != nil }) else { return false }
        do throws(LMDBError) {
            let transaction = try unsafe withPointer("mdb_txn_begin") {
                pointer throws(LMDBError) in
                try unsafe beginTransaction(in: pointer, flags: UInt32(MDB_RDONLY))
            }
            unsafe mdb_txn_abort(transaction)
            return false
        } catch {
            return error.isAftermath
        }
    }

    /// Begins the write transaction, waiting for the one that runs.
    ///
    /// It must end on the thread that began it; beginning a second one on that thread waits
    /// forever.
    package func beginWrite() throws(LMDBError) -> sending WriteTransaction {
        try enter("mdb_txn_begin")
        do throws(LMDBError) {
            return unsafe WriteTransaction(
                pointer: try unsafe beginTransaction(in: pointer, flags: 0), environment: self)
        } catch {
            leave()
            throw explained(error)
        }
    }

    /// Ends the use that a write transaction was.
    func endWrite() { leave() }

    /// Keeps why a commit failed.
    func noteFailedCommit(_ error: LMDBError) {
        state.withLock { $0.failure = error }
    }

    /// LMDB says of a file whose meta page could not be written only that it panics; this says why.
    private func explained(_ error: LMDBError) -> LMDBError {
        guard error.isAftermath else { return error }
        // Another thread may ask before the commit that failed has returned.
        let failure = state.withLock { $0.failure }
        let what = failure?.message ?? "a commit failed"
        return LMDBError(
            code: failure?.code ?? error.code, operation: failure?.operation ?? error.operation,
            message: "\(what), after which the file must be opened anew")
    }

    /// Runs `body` on the environment with the door held open.
    func withPointer<Result>(
        _ operation: StaticString, _ body: (OpaquePointer) throws(LMDBError) -> Result
    ) throws(LMDBError) -> Result {
        try enter(operation)
        defer { leave() }
        return try unsafe body(pointer)
    }

    /// Runs `body` while no transaction of this process is active and none can begin.
    func withExclusivePointer(
        _ operation: StaticString, _ body: (OpaquePointer) -> Int32
    ) throws(LMDBError) {
        let (users, code) = state.withLock { state -> (Int, Int32) in
            guard state.users == 0, !state.isClosing else { return (max(state.users, 1), 0) }
            return (0, unsafe body(pointer))
        }
        if users > 0 { throw .busy("\(users) transactions or calls are active", in: operation) }
        try LMDBError.check(code, in: operation)
    }

    /// How many transactions and calls are inside right now.
    var users: Int { state.withLock { $0.users } }
}

/// Opens an `mdb_env` with as much of the map as the system has address space for.
private func openEnvironment(
    path: String, fitting options: inout EnvironmentOptions
) throws(LMDBError) -> OpaquePointer {
    while true {
        do throws(LMDBError) {
            return try unsafe openEnvironment(path: path, options: options)
        } catch {
            // Linux says the one; tools that run programs, such as valgrind, say the other.
            guard error.code == ENOMEM || error.code == EINVAL,
                let least = options.mapBytesMin, options.mapBytes > least
            else { throw error }
            options.mapBytes = max(least, options.mapBytes / 2)
        }
    }
}

/// Creates, sets up and opens an `mdb_env`.
private func openEnvironment(
    path: String, options: EnvironmentOptions
) throws(LMDBError) -> OpaquePointer {
    var created: OpaquePointer?
    try LMDBError.check(unsafe mdb_env_create(&created), in: "mdb_env_create")
    guard let pointer = unsafe created else { throw LMDBError(ENOMEM, in: "mdb_env_create") }
    unsafe DamageExit.install(in: pointer)
    do throws(LMDBError) {
        try LMDBError.check(
            unsafe mdb_env_set_mapsize(pointer, options.mapBytes), in: "mdb_env_set_mapsize")
        try LMDBError.check(
            unsafe mdb_env_set_maxreaders(pointer, UInt32(clamping: options.readersMax)),
            in: "mdb_env_set_maxreaders")
        try LMDBError.check(
            unsafe mdb_env_set_maxdbs(pointer, UInt32(clamping: options.databasesMax)),
            in: "mdb_env_set_maxdbs")
        try LMDBError.check(
            unsafe mdb_env_open(pointer, path, options.flags, options.mode), in: "mdb_env_open")
        return unsafe pointer
    } catch {
        unsafe mdb_env_close(pointer)
        throw error
    }
}

/// Begins a transaction of its own in an open environment.
func beginTransaction(in environment: OpaquePointer, flags: UInt32) throws(LMDBError)
    -> OpaquePointer
{
    var begun: OpaquePointer?
    try LMDBError.check(
        unsafe mdb_txn_begin(environment, nil, flags, &begun), in: "mdb_txn_begin")
    guard let pointer = unsafe begun else { throw LMDBError(ENOMEM, in: "mdb_txn_begin") }
    return unsafe pointer
}
