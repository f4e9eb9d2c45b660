import Commands
import DynamoDBAPI
import Engine
import JSON
import Logging
import Model
import NativeAPI
import Platform

/// What all lanes of one handler share.
struct LaneContext: Sendable {
    let store: Store
    let pool: ReaderPool
    let clock: any HandlerClock
    let random: RandomSource
    let logger: Logger
    let counters: HandlerCounters
    let invokers: InvokerPool
    let budget: HandlerBudget
    /// Bytes that this handler has besides those that all share.
    let ownBytes: WeightedSemaphore
    let destinations: FailureDestinations
    let handler: Handler
    let stream: ChangeStream
    let settings: APISettings
    let filters: FilterCriteria

    var definition: HandlerDefinition { handler.definition }

    /// Reads the writes of an answer, and refuses those that would feed the handler with its own work.
    func writes(of answer: HandlerAnswer) throws(HandlerFault) -> [ItemWrite] {
        guard let node = answer.writes else { return [] }
        let writes: [ItemWrite]
        do throws(HandlerProblem) {
            writes = try HandlerWrites.read(node, in: store, strict: settings.strict)
        } catch {
            throw HandlerFault("The handler's writes cannot be used: \(error.sentence)")
        }
        if filters.isEmpty, writes.contains(where: { $0.table == stream.table }) {
            throw HandlerFault(
                "The handler writes to \(stream.tableName), whose changes it gets, and has no "
                    + "filter: it would be called for its own writes without end")
        }
        return writes
    }

    /// The same, as a value.
    func allWrites(of answer: HandlerAnswer) -> Result<[ItemWrite], HandlerFault> {
        do throws(HandlerFault) {
            return .success(try writes(of: answer))
        } catch {
            return .failure(error)
        }
    }
}
