import API
import Commands
import Engine
import Model
import PlainBodies
import Values

/// `PUT /v1/tables/{table}`: makes a table as its definition says, or makes an existing one so.
///
/// Sent again, it changes nothing. The key of a table that exists cannot be changed.
struct PutTable: NativeOperation {
    static let traits = OperationTraits(
        "PutTable", .changeTables, inlineBodyBytesMax: NativeLimits.inlineBodyBytesMax)
    static let route = Route("PUT", "/v1/tables/{table}")
    static let mediaTypes: [MediaType] = [.json]

    private let command: DefineTable
    private let identifier: Text

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        let name = request.table
        try Self.check(name)
        let identifier = context.makeIdentifier()
        let (definition, timeToLive) = try request.body.object { root throws(BodyProblem) in
            try TableDefinitionReader(name: name).read(root, identifier: identifier)
        }
        self.identifier = identifier
        command = DefineTable(definition, timeToLive: timeToLive)
    }

    func plan(in context: NativeContext) -> Plan {
        .commit(command) { [identifier] result throws(NativeError) in
            switch result {
            case .success(let table):
                // A table that was there keeps the id that it has.
                TableDescription(table, in: context.store)
                    .response(status: table.uuid == identifier ? 201 : 200)
            case .failure(let rejection): throw NativeError(rejection)
            }
        }
    }

    /// Both APIs must be able to name the table.
    private static func check(_ name: Text) throws(NativeError) {
        let isAllowed = name.string.utf8.allSatisfy(TableName.allows)
        guard isAllowed, TableName.bytes.contains(name.utf8Count) else {
            throw .invalid(
                field: "table",
                "A table's name has \(TableName.bytes.lowerBound) to "
                    + "\(TableName.bytes.upperBound) of a-z, A-Z, 0-9, _, . and -.")
        }
    }
}
