package import Model

/// What a shard of a stream is called towards clients.
///
///     shardId-00001795000000000000-02000007
///             milliseconds of the   ││ the stream, six hexadecimal digits
///             stream's opening      the shard's number, two
///
/// Names of one stream's shards order as their numbers do: the Kinesis client library relies on it.
package enum ShardName {
    package static func text(ofShard shard: Int, of stream: ChangeStream) -> String {
        let opening = String(max(stream.labelMilliseconds, 0))
        let suffix =
            UInt32(truncatingIfNeeded: shard) << 24 | stream.id.rawValue & 0xFF_FFFF
        let zeros = String(repeating: "0", count: 20 - opening.utf8.count)
        return "shardId-\(zeros)\(opening)-\(suffix.hexadecimal)"
    }

    /// The shard of that name, or `nil` when the stream has none.
    package static func shard(named text: String, of stream: ChangeStream) -> Int? {
        (0..<stream.settings.shards).first { ShardName.text(ofShard: $0, of: stream) == text }
    }
}
