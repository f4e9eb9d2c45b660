import API
import Commands
import Engine
import JSON
import Model
import Values

/// Names the attribute that holds an item's end, or takes that back; in force with the answer.
struct UpdateTimeToLive: TableOperation {
    static let traits = OperationTraits("UpdateTimeToLive", .changeTables)

    static let parameters = FieldRules([
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

    static func plan(
        _ request: RequestReader, naming name: Text, in context: APIContext
    ) throws(WireError) -> Plan {
        let specification = request.structure(.timeToLiveSpecification)
        let attribute = specification?.text(.attributeName) ?? ""
        let isEnabled = specification?.boolean(.enabled) ?? false
        let table = try context.existingTable(named: name)
        let now = try checkCooldown(of: table, attribute, isEnabled, in: context)
        guard isEnabled else {
            return .commit(
                DisableTimeToLive(table.id, attribute: attribute),
                render: { result throws(WireError) in
                    _ = try context.table(after: result, named: name)
                    if let now { context.timeToLiveCooldown.note(table.id, at: now) }
                    return answer(attribute, isEnabled)
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
                _ = try context.table(after: result, named: name)
                if let now { context.timeToLiveCooldown.note(table.id, at: now) }
                return answer(attribute, isEnabled)
            })
    }

    /// Refuses a change that would succeed but comes too soon; returns the time to note for it.
    private static func checkCooldown(
        of table: Table, _ attribute: Text, _ isEnabled: Bool, in context: APIContext
    ) throws(WireError) -> Timestamp? {
        guard let seconds = context.settings.timeToLiveCooldownSeconds else { return nil }
        let now = try context.read { $0.time }
        let isPossible =
            isEnabled ? table.timeToLive == nil : table.timeToLive?.attribute == attribute
        if isPossible {
            try context.timeToLiveCooldown.check(table.id, at: now, seconds: seconds)
        }
        return now
    }

    private static func answer(_ attribute: Text, _ isEnabled: Bool) -> [UInt8] {
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
