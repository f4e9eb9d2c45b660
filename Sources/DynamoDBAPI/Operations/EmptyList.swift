import API
import Commands
import JSON
import Model
import StreamRecords
import Values

/// An operation that lists things that cannot be created here: its answer is an empty list.
///
/// Tools that take stock of an account ask for these lists; there is nothing in them.
protocol EmptyList: Operation {
    /// The answer's only member.
    static var member: String { get }
    /// Whether a table that is named must be there.
    static var requiresTable: Bool { get }
}

extension EmptyList {
    static func plan(
        _ request: RequestReader, in context: APIContext
    ) throws(WireError) -> Plan {
        if let name = request.text(.tableName), requiresTable {
            _ = try context.existingTable(named: context.settings.aws.tableName(in: name))
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.name(member)
        writer.beginArray()
        writer.endArray()
        writer.endObject()
        return .answer(writer.bytes)
    }

    static var requiresTable: Bool { false }
}

struct ListBackups: EmptyList {
    static let traits = OperationTraits("ListBackups", .describe)
    static let member = "BackupSummaries"
    static let fields = FieldRules([
        Field(
            .tableName, .string, .nameLength(TableName.bytes), .tableNamePattern(orARN: true)),
        Field(.limit, .integer, .range(1...100)),
        Field(.timeRangeLowerBound, .ignored),
        Field(.timeRangeUpperBound, .ignored),
        Field(.exclusiveStartBackupArn, .string, .length(37...1024)),
        Field(.backupType, .string, .oneOf(["USER", "SYSTEM", "AWS_BACKUP", "ALL"])),
    ])
}

struct ListContributorInsights: EmptyList {
    static let traits = OperationTraits("ListContributorInsights", .describe)
    static let member = "ContributorInsightsSummaries"
    static let requiresTable = true
    static let fields = FieldRules([
        Field(
            .tableName, .string, .nameLength(TableName.bytes), .tableNamePattern(orARN: true)),
        Field(.nextToken, .string),
        Field(.maxResults, .integer),
    ])
}

struct ListExports: EmptyList {
    static let traits = OperationTraits("ListExports", .describe)
    static let member = "ExportSummaries"
    static let fields = FieldRules([
        Field(.tableArn, .string, .length(1...1024)),
        Field(.maxResults, .integer, .range(1...25)),
        Field(.nextToken, .string),
    ])
}

struct ListImports: EmptyList {
    static let traits = OperationTraits("ListImports", .describe)
    static let member = "ImportSummaryList"
    static let fields = FieldRules([
        Field(.tableArn, .string, .length(1...1024)),
        Field(.pageSize, .integer, .range(1...25)),
        Field(.nextToken, .string),
    ])
}

struct ListGlobalTables: EmptyList {
    static let traits = OperationTraits("ListGlobalTables", .describe)
    static let member = "GlobalTables"
    static let fields = FieldRules([
        Field(
            .exclusiveStartGlobalTableName, .string, .length(TableName.bytes),
            .tableNamePattern(orARN: false)),
        Field(.limit, .integer, .range(1...Int64.max)),
        Field(.regionName, .string),
    ])
}
