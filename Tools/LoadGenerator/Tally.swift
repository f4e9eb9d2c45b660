import Histogram
import NIOCore

/// Counts of one event loop's connections.
///
/// Touched only on that loop.
final class Tally {
    var outcome = Load.Outcome()
    var isMeasuring = false
    var isStopping = false
    /// The due time from which on requests count, while measuring.
    var since: UInt64 = 0
    /// How many more requests may begin, over all connections of the loop.
    var requestsLeft = Int.max
    /// The next item's number, in turn or at random.
    var nextNumber: () -> Int = { 0 }
    /// When the next change is due, for requests that say so.
    var nextDue: () -> Int = { 0 }

    /// Takes the right to begin a request.
    func mayBegin() -> Bool {
        guard !isStopping, requestsLeft > 0 else { return false }
        requestsLeft -= 1
        return true
    }

    /// - Parameter refusal: what a peer said to a request that it did not fulfil.
    func answered(due: UInt64, at now: UInt64, refusal: String?) {
        outcome.last = now
        if let refusal { note(refusal) }
        guard isMeasuring, due >= since else { return }
        outcome.latencies.record(now - due)
        outcome.answers += 1
        if refusal != nil { outcome.refusals += 1 }
    }

    /// Remembers the first refusal, for whoever has to find out why.
    func note(_ refusal: String) {
        outcome.firstRefusal = outcome.firstRefusal ?? refusal
    }
}
