import API
import Commands
import Engine
import Expressions
import JSON
import Model
import PartiQL
import StreamRecords
import Values

/// The write that a statement is: the same as PutItem, UpdateItem, DeleteItem and ConditionCheck ask for.
///
/// An INSERT never replaces an item and an UPDATE never makes one; a DELETE of what is not there
/// succeeds whatever else it demands.
struct StatementWrite {
    let request: WriteRequest
    let answer: StatementWriteAnswer

    /// - Parameter bound: anything but a SELECT, which is refused.
    init(_ bound: BoundStatement, detail: Capacity.Detail) throws(WireError) {
        let schema = bound.table.keySchema
        let partition = AttributePath(root: schema.partition.name)
        var update: Update?
        var returned: Returning?
        switch bound.statement {
        case .select: throw .validation("Unsupported operation: Select")
        case .insert(let item):
            for name in item.names { try ValueJSON.check(attributeName: name) }
            request = WriteRequest(.put(item), condition: .notExists(partition))
            try WireError.translate(isWholeItem: true) { [request] () throws(WriteProblem) in
                try request.checkSize()
            }
        case .update(let changes, let condition, let returning):
            let key = try StatementKey.ofWrite(condition, of: schema)
            update = changes
            returned = returning
            request = WriteRequest(
                .update(key: key.attributes, changes),
                condition: .joined([.exists(partition)] + (key.rest.map { [$0] } ?? [])))
        case .delete(let condition, let returning):
            let key = try StatementKey.ofWrite(condition, of: schema)
            returned = returning
            request = WriteRequest(
                .delete(key: key.attributes),
                condition: key.rest.map { .any([.notExists(partition), $0]) })
        case .exists(let selection):
            guard let key = try StatementKey(selection.condition, of: schema), key.rest != nil
            else {
                throw .validation(
                    "EXISTS() must contain a single item read with additional condition")
            }
            request = WriteRequest(.check(key: key.attributes), condition: key.rest)
        }
        answer = StatementWriteAnswer(
            table: bound.table, returnValues: ReturnValues(returned), update: update,
            detail: detail, showsItem: bound.showsItem, isInsertion: request.givesWholeItem)
    }

    /// Whether it asks for something of the item back.
    var returns: Bool { if case .none = answer.returnValues { false } else { true } }

    /// The write to its table, alone or in a batch.
    func write(to table: Table) throws(WireError) -> ItemWrite {
        do throws(WriteProblem) {
            return try request.write(to: table)
        } catch {
            let isWholeItem = request.givesWholeItem
            if case .key(let problem) = error {
                throw WireError(ofStatement: problem, isWholeItem: isWholeItem)
            }
            throw WireError(error, isWholeItem: isWholeItem)
        }
    }
}

/// How the answer to the write of a statement is put together.
struct StatementWriteAnswer: Sendable {
    let table: Table
    let returnValues: ReturnValues
    let update: Update?
    let detail: Capacity.Detail
    let showsItem: Bool
    let isInsertion: Bool

    /// The answer to ExecuteStatement.
    func response(to outcome: ItemWrite.Outcome) -> Response {
        switch outcome {
        case .failure(let error): Response(wireError(error))
        case .success(let change): Response(body: body(change))
        }
    }

    func wireError(_ error: CommitError<ItemWrite.Rejection>) -> WireError {
        let error = WireError(error, showsItem: showsItem)
        // What an INSERT demands is only that there is no such item yet.
        if isInsertion, case .conditionalCheckFailed = error { return .duplicateItem }
        return error
    }

    private func body(_ change: Change) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("Items")
        writer.beginArray()
        returnValues.writeMember(change, update: update, named: nil, to: &writer)
        writer.endArray()
        if detail != .none {
            TableCapacity(change, to: table).writeMember(detail, table: table.name, to: &writer)
        }
        writer.endObject()
        return writer.bytes
    }
}

extension ReturnValues {
    init(_ returning: Returning?) {
        self =
            switch returning {
            case nil: .none
            case .allOld: .allOld
            case .modifiedOld: .updatedOld
            case .allNew: .allNew
            case .modifiedNew: .updatedNew
            }
    }
}
