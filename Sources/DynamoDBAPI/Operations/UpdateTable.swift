import Engine
import JSON
import Mutations
import Values

/// Changes a table's settings.
struct UpdateTable: TableOperation {
    static let name = "UpdateTable"

    static let parameters = FieldRules([
        Field("AttributeDefinitions", .list(Field.attributeDefinition)),
        .nameOfTable,
        .billingMode,
        .provisionedThroughput,
        IndexUpdates.field,
        .streamSpecification,
        .encryptionSpecification,
        Field("ReplicaUpdates", .list(.structure([]))),
        .tableClass,
        .deletionProtection,
        .onDemandThroughput,
    ])

    static func plan(
        _ request: RequestReader, naming name: Text, in context: APIContext
    ) throws(WireError) -> Plan {
        let billing = BillingParameters(request)
        try checkPurpose(of: request, billing)
        try billing.checkBounds()
        let indexUpdates = try IndexUpdates(request)
        let table = try context.existingTable(named: name)
        try indexUpdates.refuse()
        try refuseStreamsAndReplicas(request)
        var settings = table.settings
        try billing.change(&settings)
        TableOptions.enter(request, in: &settings)
        let before = table.settings.provisioned
        return .commit(
            .catalog(.update(table.id, settings, refusingNoChange: billing.mustChange)),
            render: { result throws(WireError) in
                if case .failure(.refused(.settingsUnchanged)) = result, let before {
                    throw BillingParameters.unchanged(before)
                }
                let changed = try context.table(after: result, named: name)
                return TableDescription.answer("TableDescription", changed, in: context)
            })
    }

    private static func checkPurpose(
        of request: RequestReader, _ billing: BillingParameters
    ) throws(WireError) {
        let others = [
            "StreamSpecification", "SSESpecification", "TableClass", "DeletionProtectionEnabled",
        ]
        let lists = ["GlobalSecondaryIndexUpdates", "ReplicaUpdates"]
        let isIdle =
            billing.isEmpty && !others.contains(where: request.has)
            && !lists.contains { (request[$0]?.count ?? 0) > 0 }
        if isIdle {
            throw .validation(
                "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
                    + "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required"
            )
        }
    }

    private static func refuseStreamsAndReplicas(_ request: RequestReader) throws(WireError) {
        try TableOptions.refuseStream(request)
        if request.has("StreamSpecification") {
            throw .validation("The table's stream is already disabled")
        }
        if (request["ReplicaUpdates"]?.count ?? 0) > 0 {
            throw .unsupported("ReplicaUpdates are")
        }
    }
}
