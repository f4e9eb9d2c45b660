import API
import Commands
import Engine
import JSON
import Model
import Values

/// Names the attribute that holds an item's end, or takes that back; in force with the answer.
struct UpdateTimeToLive: TableOperation {
    static let traits = OperationTraits("UpdateTimeToLive", .changeTables)

    static let fields = FieldRules([
        .nameOfTable,
        Field(
            .timeToLiveSpecification,
            .structure(
                [
                    Field(
                        .attributeName, .string, .required,
                        .length(1...ValueLimits.keyNameBytesMax)),
                    Field(.enabled, .boolean, .required),
                ], type: "TimeToLiveSpecification"),
            .required),
    ])

    private let table: Table
    private let attribute: Text
    private let isEnabled: Bool
    /// The time to note for the change, where one that follows too soon is refused.
    private let now: Timestamp?

    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError) {
        let specification = request.structure(.timeToLiveSpecification)
        attribute = specification?.text(.attributeName) ?? ""
        isEnabled = specification?.boolean(.enabled) ?? false
        table = try context.existingTable(named: name)
        now = try Self.checkCooldown(of: table, attribute, isEnabled, in: context)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        guard isEnabled else {
            return .commit(
                DisableTimeToLive(table.id, attribute: attribute),
                render: { result throws(WireError) in
                    _ = try context.table(after: result, named: table.name)
                    return answer(in: context)
                })
        }
        return .commit(
            EnableTimeToLive(table.id, attribute: attribute),
            render: { result throws(WireError) in
                if case .failure(.rejected(.alreadyEnabled)) = result,
                    let current = table.timeToLive?.attribute, current != attribute
                {
                    throw .timeToLiveOnDifferentAttribute(current)
                }
                _ = try context.table(after: result, named: table.name)
                return answer(in: context)
            })
    }

    /// Refuses a change that would succeed but comes too soon; returns the time to note for it.
    private static func checkCooldown(
        of table: Table, _ attribute: Text, _ isEnabled: Bool, in context: DynamoDBContext
    ) throws(WireError) -> Timestamp? {
        guard let seconds = context.settings.timeToLiveCooldownSeconds else { return nil }
        let now = try context.read { $0.time }
        let isPossible =
            isEnabled ? table.timeToLive == nil : table.timeToLive?.attribute == attribute
        if isPossible {
            try context.extras.timeToLiveCooldown.check(table.id, at: now, seconds: seconds)
        }
        return now
    }

    private func answer(in context: DynamoDBContext) -> [UInt8] {
        if let now { context.extras.timeToLiveCooldown.note(table.id, at: now) }
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("TimeToLiveSpecification")
        writer.beginObject()
        writer.name("Enabled")
        writer.boolean(isEnabled)
        writer.name("AttributeName")
        writer.string(attribute.string)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
