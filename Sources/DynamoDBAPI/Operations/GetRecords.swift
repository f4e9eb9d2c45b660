import API
import Commands
import Engine
import JSON
import Model
import StreamRecords

/// Reads the records of a shard behind an iterator, and hands out the iterator of the next page.
struct GetRecords: StreamOperation {
    static let traits = OperationTraits("GetRecords", .readChanges)

    static let fields = FieldRules([
        Field(.shardIterator, .string, .required, .length(DynamoDBLimits.iteratorCharacters)),
        Field(.limit, .integer, .range(1...DynamoDBLimits.recordsPerPageMax)),
    ])

    private let iterator: ShardIterator
    private let limit: Int
    private let now: Timestamp

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        limit = Int(request.integer(.limit) ?? DynamoDBLimits.recordsPerPageMax)
        guard let iterator = ShardIterator(request.string(.shardIterator) ?? "") else {
            throw .validation("Invalid ShardIterator")
        }
        self.iterator = iterator
        now = context.store.now
        if iterator.hasExpired(at: now) { throw .expiredIterator }
    }

    func plan(in context: DynamoDBContext) -> Plan {
        // Read before the page is: at its end, everything up to here has been looked at.
        let latest = context.store.lastSequence
        let settings = context.settings
        return .judgedPage { [iterator, limit, now] (snapshot) throws(StoreError) in
            guard let stream = try snapshot.stream(iterator.stream),
                iterator.shard < stream.settings.shards
            else {
                return .failure(
                    .resourceNotFound("Requested resource not found: Stream not found"))
            }
            let position =
                iterator.isAtHorizon
                ? max(iterator.position, stream.horizon) : iterator.position
            let page = try snapshot.changes(
                of: stream.id, shard: iterator.shard, after: position, limit: limit,
                bytesMax: DynamoDBLimits.recordBytesPerPageMax)
            if page.trimmed { return .failure(.trimmedDataAccess) }
            var next = ShardIterator(
                streamARN: iterator.streamARN, stream: stream.id, shard: iterator.shard,
                position: page.records.last?.sequence ?? position, issuedAt: now)
            if page.isAtEnd { next.position = max(next.position, latest) }
            let isDone = page.isAtEnd && !stream.isOpen
            return .success(
                Self.answer(page, of: stream, next: isDone ? nil : next, in: settings))
        }
    }

    private static func answer(
        _ page: ChangePage, of stream: ChangeStream, next: ShardIterator?,
        in settings: APISettings
    ) -> [UInt8] {
        var writer = JSONWriter(reservingBytes: 128 + page.records.count * 512)
        writer.beginObject()
        if let next {
            writer.name("NextShardIterator")
            writer.string(next.text)
        }
        writer.name("Records")
        writer.array(page.records) {
            StreamRecordJSON.write($0, of: stream, named: settings.aws, as: .streams, to: &$1)
        }
        writer.endObject()
        return writer.bytes
    }
}
