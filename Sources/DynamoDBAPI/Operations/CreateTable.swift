import API
import Commands
import Engine
import JSON
import Model
import Values

/// Makes a table, which can be used as soon as the answer is there.
struct CreateTable: TableOperation {
    static let traits = OperationTraits("CreateTable", .changeTables)

    static let fields = FieldRules(
        [
            Field(.attributeDefinitions, .list(Field.attributeDefinition), .required),
            .nameOfTable,
            .billingMode,
            .tableThroughputMode,
            .provisionedThroughput,
            Field(.keySchema, Field.keySchema, .required, .length(1...2)),
            .localSecondaryIndexes,
            .globalSecondaryIndexes,
            .streamSpecification,
            .encryptionSpecification,
            .tags,
            .tableClass,
            .deletionProtection,
            .onDemandThroughput,
            .warmThroughput,
        ] + RefusedParameters.ofCreateTable)

    private let definition: TableDefinition

    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError) {
        var settings = TableSettings()
        let billing = BillingParameters(request)
        try billing.begin(&settings)
        try billing.checkBounds()
        let definitions = try KeyDefinitions(request)
        let keySchema = try KeySchemaReader.keySchema(request, definedBy: definitions)
        let indexes = try IndexRequests(
            request, of: keySchema, definedBy: definitions,
            isOnDemand: settings.provisioned == nil)
        try RefusedParameters.check(request, for: RefusedParameters.ofCreateTable)
        try TableOptions.enter(request, in: &settings)
        let tags = try TagRules.tags(request)
        let isStrict = context.settings.strict || tags[ReservedTag.strict] == "on"
        settings.stream = try StreamParameters(request).settings(
            isStrict: isStrict, shards: TableParts.count(of: settings))
        definition = TableDefinition(
            name: name, uuid: context.makeIdentifier(),
            keySchema: keySchema, settings: settings, tags: tags, indexes: indexes.definitions)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .commit(
            Commands.CreateTable(definition),
            render: { [name = definition.name] result throws(WireError) in
                let table = try context.table(after: result, named: name)
                return TableDescription.answer("TableDescription", table, in: context)
            })
    }
}
