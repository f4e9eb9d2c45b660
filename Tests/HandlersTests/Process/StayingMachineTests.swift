import Handlers
import Testing

/// The phases of a process that stays; callers are told apart by their numbers.
@Suite("Staying machine") struct StayingMachineTests {
    private static let start = ContinuousClock.now
    private static let limit = Duration.seconds(300)

    /// The caller that still waits at the end, and whether the process was dismissed.
    private func end(_ machine: inout StayingMachine<Int>) -> String {
        let (waiter, isDismissed) = machine.ended()
        return "\(waiter.map { "\($0)" } ?? "nil"), \(isDismissed)"
    }

    private static func machine() -> StayingMachine<Int> { StayingMachine(at: start) }

    @Test func `one event after the other is taken and responded to`() {
        var machine = Self.machine()
        for caller in 1...3 {
            #expect(machine.take(caller) == true)
            #expect(machine.phase == .busy(caller))
            #expect(machine.take(9) == false)
            #expect(machine.responded(at: Self.start) == caller)
            #expect(machine.phase == .idle)
        }
        #expect(machine.responded(at: Self.start) == nil)
    }

    @Test func `a process that has been idle for long is dismissed`() {
        var machine = Self.machine()
        #expect(machine.checkIdle(at: Self.start, limit: Self.limit) == .again(after: Self.limit))
        #expect(machine.take(1) == true)
        let later = Self.start + Self.limit
        #expect(machine.checkIdle(at: later, limit: Self.limit) == .again(after: Self.limit))
        #expect(machine.responded(at: later) == 1)
        #expect(machine.checkIdle(at: later, limit: Self.limit) == .again(after: Self.limit))
        #expect(machine.checkIdle(at: later + Self.limit, limit: Self.limit) == .dismiss)
        #expect(machine.phase == .closing(nil, isDismissed: true))
        #expect(machine.take(2) == false)
        let end1 = end(&machine)
        #expect(end1 == "nil, true")
    }

    @Test func `a dismissed process may still respond to what it has`() {
        var machine = Self.machine()
        #expect(machine.take(1) == true)
        #expect(machine.dismiss() == true)
        #expect(machine.take(2) == false)
        #expect(machine.responded(at: Self.start) == 1)
        #expect(machine.dismiss() == false)
        let end2 = end(&machine)
        #expect(end2 == "nil, true")
    }

    @Test func `the end of its output closes an idle process, and a busy one not yet`() {
        var idle = Self.machine()
        idle.outputEnded()
        #expect(idle.take(1) == false)
        #expect(idle.phase == .closing(nil, isDismissed: false))
        let end3 = end(&idle)
        #expect(end3 == "nil, false")
        var busy = Self.machine()
        #expect(busy.take(1) == true)
        busy.outputEnded()
        #expect(busy.phase == .busy(1))
        let end4 = end(&busy)
        #expect(end4 == "1, false")
        #expect(busy.take(2) == false)
        let end5 = end(&busy)
        #expect(end5 == "nil, false")
    }
}
