import Commands
import Model

/// A command of any kind on its way into the state, with its encoded form and its completion.
///
/// Its kind is known to two closures only: a class for each kind would look up its types at every
/// step of every write.
///
/// `@unchecked` because of the outcome, which the closures share, and the failure: the writer's thread
/// sets them and then hands the command over to its lane, which reads them; no two threads touch
/// them at the same time.
final class Pending: @unchecked Sendable {
    /// Why a command came to nothing before it was decided.
    private enum Failure {
        case store(StoreError)
        case tooLarge(bytes: Int, limit: Int)
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

    private let applying: (inout ApplyContext) throws(StoreError) -> Void
    private let completing: (Failure?) -> Void
    private var failure: Failure?

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
        applying = { (context) throws(StoreError) in
            outcome = try command.apply(in: &context)
        }
        completing = { failure in
            switch failure {
            case nil: completion(outcome ?? .failure(.failed(.stopped)))
            case .store(let error): completion(.failure(.failed(error)))
            case .tooLarge(let bytes, let limit):
                completion(.failure(.tooLarge(bytes: bytes, limit: limit)))
            }
        }
    }

    /// A command that the replay read from the log: no caller waits for its reply.
    convenience init(replaying command: some StoreCommand) {
        self.init(
            command, encoded: [], captured: Timestamp(microseconds: 0),
            lane: ImmediateLane.shared, completion: { _ in })
    }

    /// Applies the command and keeps its outcome.
    func apply(in context: inout ApplyContext) throws(StoreError) {
        try applying(&context)
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
        completing(failure)
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
