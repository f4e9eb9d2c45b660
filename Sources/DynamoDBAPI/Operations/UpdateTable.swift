import API
import Commands
import Engine
import JSON
import Model
import Values

/// Changes a table's settings.
struct UpdateTable: TableOperation {
    static let traits = OperationTraits("UpdateTable", .changeTables)

    static let fields = FieldRules(
        [
            Field(.attributeDefinitions, .list(Field.attributeDefinition)),
            .nameOfTable,
            .billingMode,
            .tableThroughputMode,
            .provisionedThroughput,
            IndexUpdates.field,
            .streamSpecification,
            .encryptionSpecification,
            .replicaUpdates,
            .tableClass,
            .deletionProtection,
            .onDemandThroughput,
            .warmThroughput,
        ] + RefusedParameters.ofUpdateTable)

    private let command: Commands.UpdateTable
    private let name: Text
    private let before: TableSettings.ProvisionedThroughput?

    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError) {
        try RefusedParameters.check(request, for: RefusedParameters.ofUpdateTable)
        let billing = BillingParameters(request)
        try UpdatePurpose(request).check()
        try billing.checkBounds()
        let indexUpdates = try IndexUpdates(request)
        let found = context.store.table(named: name)
        let isStrict = context.settings.strict || found?.settings.strict ?? false
        let switching = StreamParameters(request)
        _ = try switching.change(isStrict: isStrict, shards: TableParts.onDemand)
        let table = try context.existingTable(named: name)
        try Self.refuseReplicas(request)
        var settings = table.settings
        try billing.change(&settings)
        try TableOptions.enter(request, in: &settings)
        let stream = try switching.change(
            isStrict: isStrict, shards: TableParts.count(of: settings))
        let indexes = try indexUpdates.changes(
            of: table, isOnDemand: settings.provisioned == nil)
        self.name = name
        before = table.settings.provisioned
        command = Commands.UpdateTable(
            table.id, settings, rejectingNoChange: billing.mustChange, stream: stream,
            indexes: indexes)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .commit(
            command,
            render: { [name, before] result throws(WireError) in
                if case .failure(.rejected(.settingsUnchanged)) = result, let before {
                    throw BillingParameters.unchanged(before)
                }
                let changed = try context.table(after: result, named: name)
                return TableDescription.answer("TableDescription", changed, in: context)
            })
    }

    private static func refuseReplicas(_ request: RequestReader) throws(WireError) {
        if (request[.replicaUpdates]?.count ?? 0) > 0 {
            throw .unsupported("ReplicaUpdates are")
        }
    }
}
