import Commands
import Model

/// A command of any kind on its way into the state, with its encoded form and whom to tell.
///
/// A class, as it is handed on from array to array; its generic subclass knows the kind.
///
/// `@unchecked` because of the outcome: the writer's thread sets it and then hands the command over to
/// its lane, which reads it; nobody touches it at the same time.
class Pending: @unchecked Sendable {
    /// `Command.encode`, done by the caller's thread.
    let encoded: [UInt8]
    /// `Command.itemCount`, counted by the caller's thread too.
    let itemCount: Int
    /// When it was accepted.
    let captured: Timestamp
    let lane: any CompletionLane

    fileprivate init(
        encoded: [UInt8], itemCount: Int, captured: Timestamp, lane: any CompletionLane
    ) {
        self.encoded = encoded
        self.itemCount = itemCount
        self.captured = captured
        self.lane = lane
    }

    var traits: CommandTraits { [] }
    var directEntryCount: Int { 0 }

    /// Applies the command and keeps its outcome.
    func apply(in context: inout ApplyContext) throws(StoreError) {}

    /// Keeps why the command is not applied.
    func fail(_ failure: StoreError) {}
    func rejectAsTooLarge(bytes: Int, limit: Int) {}

    /// Tells the caller the outcome; on the lane.
    func complete() {}
}

/// A command of one kind on its way.
final class PendingCommand<C: StoreCommand>: Pending, @unchecked Sendable {
    private let command: C
    private let completion: @Sendable (C.Outcome) -> Void
    private var outcome: C.Outcome = .failure(.failed(.stopped))

    init(
        _ command: C, encoded: [UInt8], captured: Timestamp, lane: any CompletionLane,
        completion: @escaping @Sendable (C.Outcome) -> Void
    ) {
        self.command = command
        self.completion = completion
        super.init(
            encoded: encoded, itemCount: command.itemCount, captured: captured, lane: lane)
    }

    /// One that is in the log already: nobody waits for it.
    convenience init(replaying command: C) {
        self.init(
            command, encoded: [], captured: Timestamp(microseconds: 0),
            lane: ImmediateLane.shared, completion: { _ in })
    }

    override var traits: CommandTraits { C.traits }
    override var directEntryCount: Int { command.directEntryCount }

    override func apply(in context: inout ApplyContext) throws(StoreError) {
        outcome = try command.apply(in: &context)
    }

    override func fail(_ failure: StoreError) {
        outcome = .failure(.failed(failure))
    }

    override func rejectAsTooLarge(bytes: Int, limit: Int) {
        outcome = .failure(.tooLarge(bytes: bytes, limit: limit))
    }

    override func complete() {
        completion(outcome)
    }
}

extension Pending {
    /// Bytes of pages that each further item of one command is taken to dirty.
    private static let pageBytesPerItem = 12 << 10
    /// Bytes of memory that each further item takes while the command waits, decoded.
    private static let memoryPerItem = 1 << 10

    /// Roughly how many bytes the command takes while it is applied, so that a group of large batches
    /// is cut sooner than one of small writes.
    var weight: Int {
        encoded.count + (itemCount - 1) * Pending.pageBytesPerItem
    }

    /// Roughly how many bytes the command takes while it waits.
    var memory: Int {
        encoded.count + (itemCount - 1) * Pending.memoryPerItem
    }
}

/// A command in its place in the order: what the log says.
struct PlacedCommand: Sendable {
    let moment: LogMoment
    let pending: Pending
}
