import API
import Commands
import Engine
import JSON
import Model
import StreamRecords
import Values

/// Lists the streams that can be read, those of one table or all, also of tables that are gone.
///
/// Of each table the newest comes first: clients that need the stream of a table take the first
/// one.
struct ListStreams: StreamOperation {
    static let traits = OperationTraits("ListStreams", .describe)

    static let fields = FieldRules([
        Field(
            .tableName, .string, .tableNamePattern(orARN: false), .length(TableName.bytes)),
        .streamPageLimit,
        Field(.exclusiveStartStreamArn, .string, .length(DynamoDBLimits.streamARNCharacters)),
    ])

    private let page: ArraySlice<ChangeStream>
    private let isLast: Bool

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        let table = request.text(.tableName)
        let found = table.map(context.store.streams(ofTablesNamed:)) ?? context.store.streams
        var streams = found.sorted {
            $0.tableName == $1.tableName ? $0.id > $1.id : $0.tableName < $1.tableName
        }[...]
        if let start = request.string(.exclusiveStartStreamArn) {
            guard let arn = StreamARN(start), arn.region == context.settings.aws.region,
                arn.account == context.settings.aws.account, table == nil || arn.table == table
            else { throw .invalidStreamARN }
            // It need not exist any more: labels order as the streams were opened.
            streams = streams.drop {
                $0.tableName == arn.table ? $0.label >= arn.label : $0.tableName < arn.table
            }
        }
        page = streams.prefix(Int(request.integer(.limit) ?? DynamoDBLimits.namesPerPageMax))
        isLast = page.count == streams.count
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .answer(Self.answer(page, isLast: isLast, in: context.settings))
    }

    private static func answer(
        _ page: ArraySlice<ChangeStream>, isLast: Bool, in settings: APISettings
    ) -> [UInt8] {
        var writer = JSONWriter(reservingBytes: 64 + page.count * 256)
        writer.beginObject()
        if let last = page.last, !isLast {
            writer.name("LastEvaluatedStreamArn")
            writer.string(settings.aws.arn(of: last))
        }
        writer.name("Streams")
        writer.beginArray()
        for stream in page {
            writer.beginObject()
            writer.name("StreamArn")
            writer.string(settings.aws.arn(of: stream))
            writer.name("TableName")
            writer.string(stream.tableName.string)
            writer.name("StreamLabel")
            writer.string(stream.label)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
