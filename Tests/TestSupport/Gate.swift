import Dispatch
import Synchronization

/// A door at which threads wait while it is shut, so that a test can look at what is half done.
package final class Gate: Sendable {
    private struct State {
        var isShut = false
        var waiting = 0
    }

    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)
    private let departures = DispatchSemaphore(value: 0)

    package init() {}

    package func shut() {
        state.withLock { $0.isShut = true }
    }

    /// Lets everybody through, now and from now on.
    package func open() {
        let waiting = state.withLock { state in
            defer { state = State() }
            return state.waiting
        }
        for _ in 0..<waiting { departures.signal() }
    }

    /// Waits until somebody has come to the shut door; call it once per arrival.
    package func waitForArrival() {
        arrivals.wait()
    }

    /// Waits while the door is shut.
    package func pass() {
        let mustWait = state.withLock { state in
            if state.isShut { state.waiting += 1 }
            return state.isShut
        }
        guard mustWait else { return }
        arrivals.signal()
        departures.wait()
    }
}
