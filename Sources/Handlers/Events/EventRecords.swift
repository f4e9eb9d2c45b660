package import Engine
import JSON
package import Model
package import StreamRecords
import Values

/// Turns change records of one shard into records of events.
package struct EventRecords: Equatable, Sendable {
    package let stream: ChangeStream
    let aws: AWSNames
    let shardID: String
    let sourceARN: String

    package init(stream: ChangeStream, shard: Int, aws: AWSNames) {
        self.stream = stream
        self.aws = aws
        shardID = ShardName.text(ofShard: shard, of: stream)
        sourceARN = aws.arn(of: stream)
    }

    /// The record as an event has it.
    package func record(_ change: ChangeRecord) -> BatchRecord {
        var writer = JSONWriter(reservingBytes: 512)
        StreamRecordJSON.write(
            change, of: stream, named: aws, as: .event(sourceARN: sourceARN), to: &writer)
        return BatchRecord(sequence: change.sequence, time: change.time, json: writer.bytes)
    }

    /// Whether a filter lets the record through.
    package func matches(_ filters: FilterCriteria, _ change: ChangeRecord) -> Bool {
        filters.matches(.event(change, self))
    }

    // MARK: The record's members, as its JSON has them

    func member(_ name: String, of record: ChangeRecord) -> EventNode? {
        switch name {
        case "eventID": .text(StreamRecordJSON.identifier(of: record, in: stream))
        case "eventName": .text(record.kind.eventName)
        case "eventVersion": .text(StreamRecordJSON.version)
        case "eventSource": .text(StreamRecordJSON.source)
        case "awsRegion": .text(aws.region)
        case "dynamodb": .change(record, self)
        case "userIdentity":
            record.isExpiry
                ? .texts(StreamRecordJSON.identity(as: .event(sourceARN: sourceARN))) : nil
        case "eventSourceARN": .text(sourceARN)
        default: nil
        }
    }

    func changeMember(_ name: String, of record: ChangeRecord) -> EventNode? {
        switch name {
        case "ApproximateCreationDateTime":
            .number(StreamRecordJSON.creationTime(of: record))
        case "Keys": .attributes(stream.keySchema.attributes(of: record.key))
        case "NewImage": image(record.newImage)
        case "OldImage": image(record.oldImage)
        case "Deltas": deltas(of: record)
        case "SequenceNumber": .text(record.sequence.text)
        case "SizeBytes": .number(String(StreamRecordJSON.size(of: record, in: stream)))
        case "StreamViewType": .text(stream.settings.view.name)
        default: nil
        }
    }

    /// Decoded here only: of a record that a filter drops by its name no image is looked at.
    private func image(_ image: ItemImage?) -> EventNode? {
        image.flatMap { StreamRecordJSON.isShown($0, in: stream) ? .attributes($0.item) : nil }
    }

    private func deltas(of record: ChangeRecord) -> EventNode? {
        guard stream.settings.view == .changes else { return nil }
        let deltas = record.deltas
        guard !deltas.isEmpty else { return nil }
        var attributes = AttributeMap()
        for (name, delta) in deltas { attributes[name] = .number(delta) }
        return .attributes(attributes)
    }
}
