import Commands
import Model

/// A command of any kind on its way into the state, with its encoded form and its completion.
///
/// A class for each kind would look up its types at every step of every write. So the kind is known to
/// two closures only; writes to one item, which are most commands, are held as they are.
///
/// `@unchecked` because of the outcome and the failure: the writer's thread sets them and then hands
/// the command over to its lane, which reads them; no two threads touch them at the same time.
final class Pending: @unchecked Sendable {
    /// Why a command came to nothing before it was decided.
    private enum Failure {
        case store(StoreError)
        case tooLarge(bytes: Int, limit: Int)

        func outcome<C: StoreCommand>(of command: C.Type) -> C.Outcome {
            switch self {
            case .store(let error): .failure(.failed(error))
            case .tooLarge(let bytes, let limit): .failure(.tooLarge(bytes: bytes, limit: limit))
            }
        }
    }

    /// What is to be applied, and what is called with its outcome.
    private enum Work {
        case write(ItemWrite, @Sendable (ItemWrite.Outcome) -> Void)
        case command(
            applying: (inout ApplyContext) throws(StoreError) -> Void,
            completing: (Failure?) -> Void)
    }

    /// `Command.encode`, done by the caller's thread.
    let encoded: [UInt8]
    /// `Command.itemCount` and `directEntryCount`, counted by the caller's thread too.
    let itemCount: Int
    let directEntryCount: Int
    let traits: CommandTraits
    /// When it was accepted.
    let captured: Timestamp
    let lane: any CompletionLane

    private let work: Work
    /// Of a write to one item; other commands keep theirs in their closures.
    private var outcome: ItemWrite.Outcome?
    private var failure: Failure?

    /// `completion` runs on `lane` with what became of the write.
    init(
        _ write: ItemWrite, encoded: [UInt8], captured: Timestamp, lane: any CompletionLane,
        completion: @escaping @Sendable (ItemWrite.Outcome) -> Void
    ) {
        self.encoded = encoded
        itemCount = write.itemCount
        directEntryCount = write.directEntryCount
        traits = ItemWrite.traits
        self.captured = captured
        self.lane = lane
        work = .write(write, completion)
    }

    /// `completion` runs on `lane` with what became of the command.
    @inline(__always)
    init<C: StoreCommand>(
        _ command: C, encoded: [UInt8], captured: Timestamp, lane: any CompletionLane,
        completion: @escaping @Sendable (C.Outcome) -> Void
    ) {
        self.encoded = encoded
        itemCount = command.itemCount
        directEntryCount = command.directEntryCount
        traits = C.traits
        self.captured = captured
        self.lane = lane
        var outcome: C.Outcome?
        work = .command(
            applying: { (context) throws(StoreError) in
                outcome = try command.apply(in: &context)
            },
            completing: { failure in
                completion(
                    failure?.outcome(of: C.self) ?? outcome ?? .failure(.failed(.stopped)))
            })
    }

    /// A command that the replay read from the log: no caller waits for its reply.
    convenience init(replaying command: some StoreCommand) {
        self.init(
            command, encoded: [], captured: Timestamp(microseconds: 0),
            lane: ImmediateLane.shared, completion: { _ in })
    }

    /// Applies the command and keeps its outcome.
    func apply(in context: inout ApplyContext) throws(StoreError) {
        switch work {
        case .write(let write, _): outcome = try write.apply(in: &context)
        case .command(let applying, _): try applying(&context)
        }
    }

    /// Keeps why the command is not applied.
    func fail(_ error: StoreError) {
        failure = .store(error)
    }

    func rejectAsTooLarge(bytes: Int, limit: Int) {
        failure = .tooLarge(bytes: bytes, limit: limit)
    }

    /// Calls the completion with the outcome; runs on the lane.
    func complete() {
        switch work {
        case .write(_, let completion):
            completion(
                failure?.outcome(of: ItemWrite.self) ?? outcome ?? .failure(.failed(.stopped)))
        case .command(_, let completing): completing(failure)
        }
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
