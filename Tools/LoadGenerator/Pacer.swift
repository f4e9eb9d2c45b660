import Histogram
import NIOCore

/// Sends requests at their times, over all connections of one event loop in turn.
///
/// Touched only on that loop.
final class Pacer {
    /// When changes are due.
    ///
    /// A request has `batch` of them, and is sent when the last is due.
    struct Schedule {
        let start: UInt64
        /// Nanoseconds between two changes.
        let interval: Double
        var batch = 1
        var changes = Int.max

        func due(_ change: Int) -> UInt64 {
            start + UInt64(Double(change) * interval)
        }
    }

    private let schedule: Schedule
    private let connections: [LoadConnection]
    private let tally: Tally
    /// The first change that was not sent yet.
    private var next = 0
    private var requests = 0

    init(
        _ schedule: Schedule, over connections: [LoadConnection], tally: Tally
    ) {
        self.schedule = schedule
        self.connections = connections
        self.tally = tally
    }

    func go(on loop: any EventLoop) {
        while !isDone, moment <= NIODeadline.now().uptimeNanoseconds { send() }
        guard !isDone else {
            for connection in connections { connection.finish() }
            return
        }
        loop.assumeIsolated().scheduleTask(deadline: .uptimeNanoseconds(moment)) {
            self.go(on: loop)
        }
    }

    private var isDone: Bool { tally.isStopping || next >= schedule.changes }

    /// When the last change of the next request is due.
    private var moment: UInt64 { schedule.due(next + schedule.batch - 1) }

    private func send() {
        let due = schedule.due(next)
        if tally.isMeasuring, due >= tally.since {
            tally.outcome.late.record(NIODeadline.now().uptimeNanoseconds - moment)
        }
        connections[requests % connections.count].send(due: due)
        next += schedule.batch
        requests += 1
    }
}
