import Model
import NativeAPI
import Testing

/// A feed's way through its phases; readers are told apart by their numbers.
@Suite("Feed machine") struct FeedMachineTests {
    private typealias Machine = FeedMachine<Int>

    private static let beat = NativeLimits.heartBeatSeconds

    private static func machine(position: SequenceNumber? = nil) -> Machine {
        Machine(opening: nil, position: position)
    }

    private static func page(
        _ events: String = "", upTo number: UInt64, isAtEnd: Bool = true, isOver: Bool = false
    ) -> FeedPage {
        FeedPage(
            events: Array(events.utf8), position: SequenceNumber(rawValue: number),
            isAtEnd: isAtEnd, isOver: isOver)
    }

    @Test func `what opens the feed comes before any page`() {
        var machine = Machine(opening: [1], position: nil)
        #expect(machine.requested(by: 0) == .answered([1]))
        #expect(machine.phase == .resting)
        #expect(machine.requested(by: 1) == .read)
        #expect(machine.phase == .reading(1))
    }

    @Test func `a page with events goes to the reader, who rests with it`() {
        var machine = Self.machine()
        _ = machine.requested(by: 1)
        #expect(machine.read(Self.page("ab", upTo: 3), since: 0) == .deliver(1, Array("ab".utf8)))
        #expect(machine.phase == .resting && machine.position == SequenceNumber(rawValue: 3))
        #expect(machine.takeBytesInFlight() == 2)
        #expect(machine.takeBytesInFlight() == 0)
    }

    @Test func `a page without events is read past, one at the end is waited behind`() {
        var machine = Self.machine()
        _ = machine.requested(by: 1)
        #expect(machine.read(Self.page(upTo: 3, isAtEnd: false), since: 7) == .readOn)
        #expect(machine.phase == .reading(1))
        #expect(machine.read(Self.page(upTo: 4), since: 8) == .wait)
        #expect(machine.phase == .waiting(1, since: 8))
        #expect(machine.tick() == .waits(since: 8))
        #expect(machine.wake() == true)
        #expect(machine.phase == .reading(1))
        #expect(machine.wake() == false)
    }

    @Test func `a reader that waits long gets a heart-beat with its position`() {
        var machine = Self.machine(position: SequenceNumber(rawValue: 5))
        _ = machine.requested(by: 1)
        _ = machine.read(Self.page(upTo: 9), since: 0)
        for _ in 1..<Self.beat { #expect(machine.tick() == .waits(since: 0)) }
        #expect(machine.tick() == .beat(1, position: SequenceNumber(rawValue: 9)))
        #expect(machine.phase == .resting)
        #expect(machine.tick() == .nothing)
    }

    @Test func `a reader that reads past much gets a heart-beat in between`() {
        var machine = Self.machine()
        _ = machine.requested(by: 1)
        for _ in 0..<Self.beat { #expect(machine.tick() == .nothing) }
        #expect(
            machine.read(Self.page(upTo: 9, isAtEnd: false), since: 0)
                == .beat(1, position: SequenceNumber(rawValue: 9)))
    }

    @Test func `what finds no room is tried again with the next second`() {
        var machine = Self.machine()
        _ = machine.requested(by: 1)
        machine.postpone()
        #expect(machine.phase == .waiting(1, since: -1))
        #expect(machine.tick() == .waits(since: -1))
    }

    @Test func `the end of the stream is delivered with its last page, and said again`() {
        var machine = Self.machine()
        _ = machine.requested(by: 1)
        #expect(
            machine.read(Self.page("a", upTo: 3, isOver: true), since: 0)
                == .deliver(1, Array("a".utf8)))
        #expect(machine.requested(by: 2) == .answered(nil))
        var other = Self.machine()
        _ = other.requested(by: 1)
        #expect(other.read(Self.page(upTo: 3, isOver: true), since: 0) == .deliver(1, nil))
    }

    @Test func `a reader that has left gets nothing`() {
        var machine = Self.machine()
        _ = machine.requested(by: 1)
        #expect(machine.close() == true)
        #expect(machine.isClosed)
        #expect(machine.close() == false)
        #expect(machine.read(Self.page("a", upTo: 3), since: 0) == .nothing)
        machine.postpone()
        #expect(machine.wake() == false)
        #expect(machine.isClosed)
        #expect(machine.requested(by: 2) == .answered(nil))
        #expect(machine.takeBytesInFlight() == 0)
    }
}
