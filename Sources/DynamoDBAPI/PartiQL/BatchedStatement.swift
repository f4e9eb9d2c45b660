import API
import Commands
import Engine
import Model
import PartiQL
import StreamRecords
import Synchronization
import Values

/// One statement of a batch; what is wrong with it concerns no other.
struct BatchedStatement: Sendable {
    enum Work: Sendable {
        case refused(WireError)
        case read(PointRead, Key)
        case write(ItemWrite, StatementWriteAnswer)
    }

    let work: Work
    /// `nil` for a statement that cannot be read.
    let isRead: Bool?
    /// The table's name, where the statement says one.
    let table: Text?
    let isConsistent: Bool

    init(_ request: RequestReader, in context: DynamoDBContext) {
        isConsistent = request.boolean(.consistentRead) ?? false
        do throws(WireError) {
            let statement = try StatementRequest(request)
            isRead = statement.parsed.isRead
            table = context.settings.aws.tableName(in: statement.parsed.table.name)
            work = BatchedStatement.work(statement, in: context)
        } catch {
            work = .refused(error)
            isRead = nil
            table = nil
        }
    }

    private static func work(
        _ statement: StatementRequest, in context: DynamoDBContext
    ) -> Work {
        do throws(WireError) {
            let bound = try statement.bound(with: try statement.parameters(), in: context)
            switch bound.statement {
            case .select(let selection):
                let read = try PointRead(selection, of: bound, in: "BatchExecuteStatement")
                return .read(read, try read.key())
            case .exists:
                throw .validation(
                    "EXISTS can only be used in ExecuteTransaction write requests.")
            case .insert, .update, .delete:
                let write = try StatementWrite(bound, detail: .none)
                return .write(try write.write(to: bound.table), write.answer)
            }
        } catch {
            return .refused(error)
        }
    }
}

/// What becomes of the writes of a batch, which are under way together.
final class BatchOutcomes: Sendable {
    private struct State {
        var outcomes: [ItemWrite.Outcome?]
        var missing: Int
    }

    private let state: Mutex<State>
    private let finish: @Sendable ([ItemWrite.Outcome?]) -> Void

    /// - Parameter finish: called once, when every outcome has been noted.
    init(count: Int, finish: @escaping @Sendable ([ItemWrite.Outcome?]) -> Void) {
        state = Mutex(State(outcomes: Array(repeating: nil, count: count), missing: count))
        self.finish = finish
    }

    /// - Parameter outcome: `nil` for a statement that was refused before.
    func note(_ outcome: ItemWrite.Outcome?, at index: Int) {
        let all: [ItemWrite.Outcome?]? = state.withLock { state in
            state.outcomes[index] = outcome
            state.missing -= 1
            return state.missing == 0 ? state.outcomes : nil
        }
        if let all { finish(all) }
    }
}
