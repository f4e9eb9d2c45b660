import Commands
import DynamoDBAPI
import Engine
import JSON
import Model

/// Turns change records of one shard into records of events.
struct EventRecords: Sendable {
    let stream: ChangeStream
    let settings: APISettings
    let shardID: String
    let sourceARN: String

    init(stream: ChangeStream, shard: Int, settings: APISettings) {
        self.stream = stream
        self.settings = settings
        shardID = ShardName.text(ofShard: shard, of: stream)
        sourceARN = settings.arn(of: stream)
    }

    func record(_ change: ChangeRecord) -> BatchRecord {
        var writer = JSONWriter(reservingBytes: 512)
        StreamRecordJSON.write(
            change, of: stream, in: settings, as: .event(sourceARN: sourceARN), to: &writer)
        return BatchRecord(sequence: change.sequence, time: change.time, json: writer.bytes)
    }
}
