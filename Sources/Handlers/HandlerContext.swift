import Commands
import Engine
import HandlerModel
import JSON
import Logging
import Model
import Platform
import StreamRecords

/// What all partitions of one handler share.
struct HandlerContext: Sendable {
    let store: Store
    let pool: ReaderPool
    let clock: any HandlerClock
    let random: RandomSource
    let logger: Logger
    let counters: HandlerCounters
    let invokers: InvokerPool
    let budget: HandlerBudget
    /// Bytes that only this handler may use, in addition to those that all handlers share.
    let ownBytes: WeightedSemaphore
    let destinations: FailureDestinations
    let handler: Handler
    let stream: ChangeStream
    let aws: AWSNames
    /// Whether expressions in writes are DynamoDB's own on every table.
    let strict: Bool
    let filters: FilterCriteria

    var definition: HandlerDefinition { handler.definition }

    /// Reads the writes of a response; refuses writes to the handler's own table unless it has
    /// filters, as each of them would become one of its next events.
    func writes(of response: HandlerResponse) -> Result<[ItemWrite], HandlerFault> {
        guard let node = response.writes else { return .success([]) }
        let writes: [ItemWrite]
        do throws(HandlerProblem) {
            writes = try HandlerWrites.read(node, in: store, strict: strict)
        } catch {
            return .failure(
                HandlerFault("The handler's writes cannot be used: \(error.sentence)"))
        }
        if filters.isEmpty, writes.contains(where: { $0.table == stream.table }) {
            return .failure(
                HandlerFault(
                    "The handler writes to \(stream.tableName), whose changes it gets, and has no "
                        + "filter: it would be called for its own writes without end"))
        }
        return .success(writes)
    }
}
