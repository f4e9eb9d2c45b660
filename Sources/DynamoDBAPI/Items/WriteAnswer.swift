import API
import Commands
import Engine
import Expressions
import JSON
import Model
import Values

/// How the answer to a write of one item is put together: the same for put, update and delete.
struct WriteAnswer: Sendable {
    let table: Table
    let returnValues: ReturnValues
    let update: Update?
    let detail: Capacity.Detail
    /// Whether a failed condition shows the item that failed it.
    let showsItem: Bool
    private let collection: ItemCollection?
    /// Whether AttributeUpdates asked for the update.
    private let isLegacyUpdate: Bool

    init(
        _ request: RequestReader, writing key: Key, in table: Table, returnValues: ReturnValues,
        update: Update? = nil
    ) {
        self.table = table
        collection = ItemCollection(request, of: key, in: table)
        self.returnValues = returnValues
        self.update = update
        detail = Capacity.Detail(request)
        showsItem = request.string(.returnValuesOnConditionCheckFailure) == "ALL_OLD"
        isLegacyUpdate = request.has(.attributeUpdates)
    }

    func response(to outcome: ItemWrite.Outcome) -> Response {
        switch outcome {
        case .failure(let error): Response(wireError(error))
        case .success(let change): Response(body: body(change))
        }
    }

    private func wireError(_ error: CommitError<ItemWrite.Rejection>) -> WireError {
        let error = WireError(error, showsItem: showsItem)
        return isLegacyUpdate ? error.ofAttributeUpdates : error
    }

    private func body(_ change: Change) -> [UInt8] {
        if returnValues == .none, detail == .none, collection == nil { return WriteAnswer.empty }
        var writer = JSONWriter()
        writer.beginObject()
        returnValues.writeMember(change, update: update, to: &writer)
        if detail != .none {
            TableCapacity(change, to: table).writeMember(detail, table: table.name, to: &writer)
        }
        collection?.writeMember(to: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// `{}`, the answer to most writes.
    private static let empty = Array("{}".utf8)
}
