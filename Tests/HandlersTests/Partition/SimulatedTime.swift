import Engine
import Handlers
import Model
import Synchronization

/// One time for the store and for everybody who waits: it moves when a test moves it, or by itself to
/// where the next waiter wants it.
final class SimulatedTime: TimeSource, HandlerClock {
    private struct Sleeper {
        let number: Int
        let end: Duration
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now = Duration.zero
        var sleepers: [Sleeper] = []
        var nextNumber = 0
        /// How long each wait was to be, from its beginning.
        var waits: [Duration] = []
    }

    static let start = Timestamp(seconds: 1_800_000_000)

    /// Whether nobody ever waits: time jumps instead.
    private let jumps: Bool
    private let state = Mutex(State())

    init(jumps: Bool = true) {
        self.jumps = jumps
    }

    var elapsed: Duration { state.withLock { $0.now } }

    func now() -> Timestamp {
        let elapsed = elapsed.components
        return Timestamp(
            microseconds: SimulatedTime.start.microseconds + elapsed.seconds * 1_000_000
                + elapsed.attoseconds / 1_000_000_000_000)
    }

    var waits: [Duration] { state.withLock { $0.waits } }

    /// How many wait right now.
    var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    func sleep(until moment: Duration) async {
        let number = state.withLock { state in
            state.waits.append(moment - state.now)
            if jumps { state.now = max(state.now, moment) }
            state.nextNumber += 1
            return state.nextNumber
        }
        if jumps { return await Task.yield() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if state.now >= moment || Task.isCancelled { return true }
                    state.sleepers.append(
                        Sleeper(number: number, end: moment, continuation: continuation))
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let index = state.sleepers.firstIndex { $0.number == number }
                return index.map { state.sleepers.remove(at: $0) }
            }
            sleeper?.continuation.resume()
        }
    }

    /// Moves time on and wakes whoever waited for that.
    func advance(_ duration: Duration) {
        let due = state.withLock { state in
            state.now += duration
            let due = state.sleepers.filter { $0.end <= state.now }
            state.sleepers.removeAll { $0.end <= state.now }
            return due
        }
        for sleeper in due { sleeper.continuation.resume() }
    }
}
