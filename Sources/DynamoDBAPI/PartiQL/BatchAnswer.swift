import Commands
import Engine
import JSON
import Model
import PartiQL
import StreamRecords
import Values

/// The answer to BatchExecuteStatement, statement after statement.
struct BatchAnswer {
    private let detail: Capacity.Detail
    private var writer = JSONWriter(reservingBytes: 1024)
    private var capacity = CapacityByTable()

    init(detail: Capacity.Detail) {
        self.detail = detail
        writer.beginObject()
        writer.name("Responses")
        writer.beginArray()
    }

    /// Adds what a SELECT finds.
    mutating func add(
        _ statement: BatchedStatement, from snapshot: borrowing Snapshot
    ) throws(StoreError) {
        guard case .read(let read, let key) = statement.work else { return add(statement, nil) }
        let image = try snapshot.image(key, in: read.table)
        begin(statement)
        if let image {
            writer.name("Item")
            read.columns.write(image, to: &writer)
        }
        writer.endObject()
        capacity.add(
            .read(bytes: image?.size ?? 0, consistent: statement.isConsistent),
            to: read.table.name)
    }

    /// Adds what became of a write, or why there is none.
    mutating func add(_ statement: BatchedStatement, _ outcome: ItemWrite.Outcome?) {
        begin(statement)
        switch (statement.work, outcome) {
        case (.write(_, let answer), .success(let change)?):
            answer.returnValues.writeMember(
                change, update: answer.update, named: "Item", to: &writer)
            capacity.add(TableCapacity(change, to: answer.table), to: answer.table.name)
        case (.write(_, let answer), .failure(let error)?): write(answer.wireError(error))
        case (.refused(let error), _): write(error)
        case (.read, _), (.write, nil): break
        }
        writer.endObject()
    }

    mutating func finish() -> [UInt8] {
        writer.endArray()
        capacity.writeMember(detail, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    private mutating func begin(_ statement: BatchedStatement) {
        writer.beginObject()
        if let table = statement.table {
            writer.name("TableName")
            writer.string(table.string)
        }
    }

    private mutating func write(_ error: WireError) {
        writer.name("Error")
        writer.beginObject()
        writer.name("Code")
        writer.string(error.batchCode)
        if let message = error.message {
            writer.name("Message")
            writer.string(message)
        }
        if case .conditionalCheckFailed(let item?) = error {
            writer.name("Item")
            ValueJSON.write(item, to: &writer)
        }
        writer.endObject()
    }
}

extension WireError {
    /// What an error is called in the answer to a batch of statements.
    fileprivate var batchCode: String {
        switch self {
        case .validation, .serialization: "ValidationError"
        case .resourceNotFound, .notFound: "ResourceNotFound"
        case .conditionalCheckFailed: "ConditionalCheckFailed"
        case .duplicateItem: "DuplicateItem"
        case .accessDenied: "AccessDenied"
        case .reworded: "ValidationError"
        case .limitExceeded: "RequestLimitExceeded"
        case .serviceUnavailable: "ThrottlingError"
        default: "InternalServerError"
        }
    }
}
