/// What a table's stream is like while it is open.
package struct StreamSettings: Hashable, Sendable {
    package var view: StreamView
    /// Parts by ranges of the key's slot: records of one key are in one shard, in order.
    package var shards: Int
    /// How long a record is kept; longer while a handler has not come to it, up to
    /// `Limits.pinnedSecondsMax`.
    package var retentionSeconds: Int64
    /// How many bytes of records are kept; twice as many while a handler has not come to them.
    package var retentionBytes: Int64

    package init(
        view: StreamView, shards: Int = Limits.streamShardsDefault,
        retentionSeconds: Int64 = Limits.streamRetentionSecondsDefault,
        retentionBytes: Int64 = Limits.streamRetentionBytesDefault
    ) {
        self.view = view
        self.shards = shards
        self.retentionSeconds = retentionSeconds
        self.retentionBytes = retentionBytes
    }

    /// The shard that keeps records of keys in `slot`.
    package func shard(ofSlot slot: UInt16) -> Int {
        Int(slot) * shards / ChangeStream.slots
    }

    /// Whether a stream of `other` can go on as one of these: records that are there stay valid.
    package func continues(_ other: StreamSettings) -> Bool {
        view == other.view && shards == other.shards
    }
}
