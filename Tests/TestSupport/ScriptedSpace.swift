import Engine
package import Platform
import Synchronization

/// A volume of a certain size in a test's hands: what the memtables take of it is counted, and past
/// its end there is no more; for `StoreOptions.space`.
package final class ScriptedSpace: DiskSpace {
    private struct State {
        var limit: Int
        var taken: [String: Int] = [:]
        var highest = 0

        var sum: Int { taken.values.reduce(0, +) }
    }

    private let state: Mutex<State>

    package init(limit: Int) {
        state = Mutex(State(limit: limit))
    }

    /// Changes the volume's size; what is taken stays.
    package var limit: Int {
        get { state.withLock { $0.limit } }
        set { state.withLock { $0.limit = newValue } }
    }

    /// The most that was ever taken.
    package var highest: Int { state.withLock { $0.highest } }

    /// As after a start, which throws the memtables away.
    package func empty() {
        state.withLock { state in
            state.taken = [:]
            state.highest = 0
        }
    }

    package func freeBytes(at path: String) throws(FileError) -> Int {
        state.withLock { max(0, $0.limit - $0.sum) }
    }

    package func allocate(_ bytes: Int, of path: String) throws(FileError) {
        let isThere = state.withLock { state in
            let before = state.taken[path, default: 0]
            guard state.sum - before + bytes <= state.limit else { return false }
            state.taken[path] = max(before, bytes)
            state.highest = max(state.highest, state.sum)
            return true
        }
        guard isThere else {
            throw FileError(
                operation: "reserve", code: 28, message: "no space left", isDiskFull: true)
        }
        try FileSystemSpace().allocate(bytes, of: path)
    }
}
