internal import CLMDB
internal import Glibc

/// Ends the process with words and an exit code where it would otherwise die by a signal.
///
/// LMDB gives up on pages that it cannot make sense of, and the system on pages of a file that was
/// cut short. Neither lets the caller go on. A caller that needs an error instead runs
/// `DataFileCheck` before.
enum DamageExit {
    static let exitCode: Int32 = 2

    /// Done once for the process.
    static let isInstalled: Bool = {
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = { _ in
            unsafe DamageExit.say(
                """
                quipu: A page of a data file cannot be reached: base/data.mdb, or one of recent-*, \
                was cut short, or the disk is full or fails. Run quipu check.\n
                """)
            _exit(DamageExit.exitCode)
        }
        return unsafe sigaction(SIGBUS, &action, nil) == 0
    }()

    /// Has LMDB say which of its assumptions failed in which environment.
    static func install(in environment: OpaquePointer) {
        _ = isInstalled
        _ = unsafe mdb_env_set_assert(environment) { environment, text in
            var path: UnsafePointer<CChar>?
            _ = unsafe mdb_env_get_path(environment, &path)
            unsafe DamageExit.say("quipu: Stored data is damaged: ")
            if let path = unsafe path { unsafe DamageExit.say(path) }
            unsafe DamageExit.say("/data.mdb: ")
            if let text = unsafe text { unsafe DamageExit.say(text) }
            unsafe DamageExit.say(". Run quipu check.\n")
            _exit(DamageExit.exitCode)
        }
    }

    /// Writes with nothing but one call of the system, as in a signal handler nothing else may be used.
    private static func say(_ text: StaticString) {
        _ = unsafe write(2, text.utf8Start, text.utf8CodeUnitCount)
    }

    private static func say(_ text: UnsafePointer<CChar>) {
        _ = unsafe write(2, text, strlen(text))
    }
}
