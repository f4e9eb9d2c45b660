import API
import Commands
import JSON
import Model
import StreamRecords
import Values

/// Returns the settings of a stream and its shards.
///
/// Shards live as long as their stream: none is ever split or followed by another, so none has
/// children.
struct DescribeStream: StreamOperation {
    static let traits = OperationTraits("DescribeStream", .describe)

    static let fields = FieldRules([
        .streamARN,
        .streamPageLimit,
        Field(.exclusiveStartShardId, .string, .length(DynamoDBLimits.shardIDCharacters)),
        Field(
            .shardFilter,
            .structure([
                Field(.type, .string, .required, .oneOf(["CHILD_SHARDS"])),
                Field(.shardId, .string, .required, .length(DynamoDBLimits.shardIDCharacters)),
            ])),
    ])

    private let stream: ChangeStream
    private let shards: [String]
    private let pageSize: Int

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        let stream = try context.stream(in: request)
        var names: [String] = []
        if !request.has(.shardFilter) {
            names = (0..<stream.settings.shards).map { ShardName.text(ofShard: $0, of: stream) }
        }
        if let start = request.text(.exclusiveStartShardId) {
            names.removeAll { Text($0) <= start }
        }
        self.stream = stream
        shards = names
        pageSize = Int(request.integer(.limit) ?? DynamoDBLimits.namesPerPageMax)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        let page = shards.prefix(pageSize)
        var writer = JSONWriter(reservingBytes: 1024)
        writer.beginObject()
        writer.name("StreamDescription")
        writer.beginObject()
        Self.write(stream, in: context.settings, to: &writer)
        writer.name("Shards")
        writer.array(Array(page)) { Self.write($0, of: stream, to: &$1) }
        if let last = page.last, page.count < shards.count {
            writer.name("LastEvaluatedShardId")
            writer.string(last)
        }
        writer.endObject()
        writer.endObject()
        return .answer(writer.bytes)
    }

    private static func write(
        _ stream: ChangeStream, in settings: APISettings, to writer: inout JSONWriter
    ) {
        let members = [
            ("StreamArn", settings.aws.arn(of: stream)), ("StreamLabel", stream.label),
            ("StreamStatus", stream.isOpen ? "ENABLED" : "DISABLED"),
            ("StreamViewType", stream.settings.view.name),
            ("TableName", stream.tableName.string),
        ]
        for (name, value) in members {
            writer.name(name)
            writer.string(value)
        }
        writer.name("CreationRequestDateTime")
        writer.number(text: stream.openedAt.wireText)
        KeySchemaJSON.writeMember(stream.keySchema, to: &writer)
    }

    private static func write(
        _ name: String, of stream: ChangeStream, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.name("ShardId")
        writer.string(name)
        writer.name("SequenceNumberRange")
        writer.beginObject()
        writer.name("StartingSequenceNumber")
        writer.string(stream.firstReadable.text)
        if let closing = stream.closing {
            writer.name("EndingSequenceNumber")
            writer.string(max(closing.last, stream.firstReadable).text)
        }
        writer.endObject()
        writer.endObject()
    }
}

extension ChangeStream {
    /// The least number that a record can have that has not been trimmed.
    ///
    /// It moves with the trimming, so that readers that begin with it lose nothing.
    var firstReadable: SequenceNumber { max(start, horizon.successor) }
}
