import API
import Values

/// Returns what AWS returns for a table without point-in-time recovery.
///
/// Tools ask it of every table.
struct DescribeContinuousBackups: TableOperation {
    static let traits = OperationTraits("DescribeContinuousBackups", .describe)
    static let fields = FieldRules([.nameOfTable])

    private let name: Text

    init(_ request: RequestReader, naming name: Text, in context: DynamoDBContext) {
        self.name = name
    }

    func plan(in context: DynamoDBContext) throws(WireError) -> Plan {
        try ContinuousBackups.answer(about: name, in: context)
    }
}
