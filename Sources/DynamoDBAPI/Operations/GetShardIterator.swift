import API
import Commands
import Engine
import JSON
import Model
import StreamRecords

/// Hands out a position in a shard: at its beginning, its end, or a sequence number.
struct GetShardIterator: StreamOperation {
    static let traits = OperationTraits("GetShardIterator", .readChanges)

    static let fields = FieldRules([
        .streamARN,
        Field(.shardId, .string, .required, .length(DynamoDBLimits.shardIDCharacters)),
        Field(
            .shardIteratorType, .string, .required,
            .oneOf(["AFTER_SEQUENCE_NUMBER", "LATEST", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON"])),
        Field(.sequenceNumber, .string, .length(21...40)),
    ])

    private let iterator: ShardIterator

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        let type = request.string(.shardIteratorType) ?? ""
        let number = try Self.sequenceNumber(request, type)
        let stream = try context.stream(in: request)
        let name = request.string(.shardId) ?? ""
        guard let shard = ShardName.shard(named: name, of: stream) else {
            throw .shardNotFound(name, in: context.settings.aws.arn(of: stream))
        }
        let latest = context.store.lastSequence
        let position: SequenceNumber
        switch (type, number) {
        case ("TRIM_HORIZON", _): position = stream.horizon
        case ("LATEST", _): position = max(latest, stream.horizon)
        case ("AFTER_SEQUENCE_NUMBER", let number?): position = number
        case (_, let number?): position = number.predecessor
        case (_, nil): throw Self.missing(type)
        }
        if let number, number > max(latest, stream.firstReadable) {
            // It would silently pass over everything up to that number.
            throw .validation(
                "Invalid SequenceNumber: \(number.text) lies after the last one of the shard")
        }
        if position < stream.horizon { throw .trimmedDataAccess }
        iterator = ShardIterator(
            streamARN: context.settings.aws.arn(of: stream), stream: stream.id, shard: shard,
            position: position,
            isAtHorizon: type == "TRIM_HORIZON", issuedAt: context.store.now)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("ShardIterator")
        writer.string(iterator.text)
        writer.endObject()
        return .answer(writer.bytes)
    }

    /// The number that two of the types need and the others must not have.
    private static func sequenceNumber(
        _ request: RequestReader, _ type: String
    ) throws(WireError) -> SequenceNumber? {
        let needsNumber = type.hasSuffix("SEQUENCE_NUMBER")
        guard let text = request.string(.sequenceNumber) else {
            if needsNumber { throw missing(type) }
            return nil
        }
        guard needsNumber else {
            throw .validation(
                "The SequenceNumber parameter must not be specified "
                    + "when ShardIteratorType is \(type)")
        }
        guard let number = SequenceNumber(text: text) else {
            throw .validation("Invalid SequenceNumber: \(text)")
        }
        return number
    }

    private static func missing(_ type: String) -> WireError {
        .validation(
            "The SequenceNumber parameter is required but was not present in the request "
                + "when ShardIteratorType is \(type)")
    }
}
