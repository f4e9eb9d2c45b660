import Engine
import JSON
import Mutations
import Values

/// Makes a table, which can be used as soon as the answer is there.
struct CreateTable: TableOperation {
    static let name = "CreateTable"

    static let parameters = FieldRules([
        Field("AttributeDefinitions", .list(Field.attributeDefinition), .required),
        .nameOfTable,
        .billingMode,
        .provisionedThroughput,
        Field(
            "KeySchema",
            .list(
                .structure([
                    Field("AttributeName", .string, .required, .length(1...255)),
                    Field("KeyType", .string, .required, .oneOf(["HASH", "RANGE"])),
                ])),
            .required, .length(1...2)),
        Field("LocalSecondaryIndexes", .list(.structure([]))),
        Field("GlobalSecondaryIndexes", .list(.structure([]))),
        .streamSpecification,
        .encryptionSpecification,
        .tags,
        .tableClass,
        .deletionProtection,
        .onDemandThroughput,
    ])

    static func plan(
        _ request: RequestReader, naming name: Text, in context: APIContext
    ) throws(WireError) -> Plan {
        var settings = TableSettings()
        let billing = BillingParameters(request)
        try billing.begin(&settings)
        try billing.checkBounds()
        try refuseIndexes(request)
        try TableOptions.refuseStream(request)
        TableOptions.enter(request, in: &settings)
        let definition = TableDefinition(
            name: name, uuid: TableIdentifier.random(),
            keySchema: try KeySchemaReader.keySchema(request), settings: settings,
            tags: try TagRules.tags(request))
        return .commit(
            .catalog(.create(definition)),
            render: { result throws(WireError) in
                let table = try context.table(after: result, named: name)
                return TableDescription.answer("TableDescription", table, in: context)
            })
    }

    private static func refuseIndexes(_ request: RequestReader) throws(WireError) {
        for indexes in ["LocalSecondaryIndexes", "GlobalSecondaryIndexes"] {
            guard let given = request[indexes] else { continue }
            if given.count == 0 { throw .invalidParameter("List of \(indexes) is empty") }
            throw .unsupported("\(indexes) are")
        }
    }
}

/// The random UUID (version 4) that AWS calls TableId.
///
/// Drawn here, before the mutation is logged, so that replaying the log draws nothing.
enum TableIdentifier {
    static func random() -> Text {
        var generator = SystemRandomNumberGenerator()
        let high = generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = hexadecimal(high) + hexadecimal(low)
        var groups: [Substring] = []
        var rest = digits[...]
        for length in [8, 4, 4, 4, 12] {
            groups.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return Text(groups.joined(separator: "-"))
    }

    private static func hexadecimal(_ bits: UInt64) -> String {
        let digits = String(bits, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
