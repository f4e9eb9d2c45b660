import Values

/// Every bound of the table service, with its reason.
///
/// A request that exceeds one is rejected with a message that names it: a ValidationException in
/// DynamoDB's API, a problem of the kind `invalid-request` (400) in ours, unless the bound says
/// something else.
package enum Limits {
    /// Bytes of an item, names and values: DynamoDB's bound, 400 KiB.
    package static let itemBytesMax = ValueLimits.itemBytesMax
    /// Lists and maps inside each other.
    package static let depthMax = ValueLimits.depthMax
    /// Actions in one TransactWriteItems or TransactGetItems call.
    package static let transactionActionsMax = 100
    /// Puts and deletes in one BatchWriteItem call.
    package static let batchWritesMax = 25
    /// Keys in one BatchGetItem call.
    package static let batchKeysMax = 100
    /// Bytes of a table's name.
    package static let tableNameBytes = 3...255
    /// Bytes of items that one page of a query or scan evaluates; the rest is on the next page.
    package static let pageBytesMax = 1 << 20
    /// Attributes of a table of which is kept what its definition says; of others it is worked out
    /// each time.
    package static let knownAttributesMax = 32
    /// Bytes of such an attribute's name; of a longer one it is worked out each time.
    package static let knownAttributeBytesMax = 255
    /// Change records of one page, for every reader; the rest is on the next page.
    package static let changesPerPageMax = 1000
    /// Stored bytes of the records of such a page: DynamoDB's bound on a page; the rest is on the next.
    package static let changePageBytesMax = pageBytesMax
    /// Seconds for which a ClientRequestToken answers for its transaction; later it is a new one.
    package static let tokenLifeSeconds: Int64 = 600
    /// Characters of a ClientRequestToken.
    package static let tokenCharactersMax = 36
    /// Seconds since an item's end after which it is ignored, five years: AWS takes it for a mistake.
    package static let expiryAgeSecondsMax: Int64 = 157_680_000
    /// Expired items that one command of the TTL sweeper deletes, so that no group of writes waits
    /// long for it; the next command goes on.
    package static let expiriesPerCommandMax = 500
    /// Updates or events of one batch of increments.
    package static let incrementsMax = 10_000
    /// Items that one batch of increments may touch once its events are in their buckets: 400.
    package static let batchItemsMax = 50_000
    /// Bytes of these items together, as a batch found them and as it leaves them, of the change
    /// records about them, and of the entries in indexes that change with them: 409.
    ///
    /// They are in memory at once, and must stay small beside the memtable.
    ///
    /// Decided when a batch is applied, so it is part of the log's format: another bound needs
    /// another kind of command.
    package static let batchBytesMax = 256 << 20
    /// Bytes that count for an entry of an index in `batchBytesMax`, beside twice the bytes of its key's
    /// attributes and of its item's: what it takes with an empty key.
    ///
    /// Part of the log's format, as `batchBytesMax` is.
    package static let indexEntryBytes = 64
    /// Bytes of a source's name, so that its mark is a short key.
    package static let sourceBytesMax = 128
    /// Seconds for which a silent source is remembered; a batch sent again after that would count
    /// again.
    ///
    /// Part of the log's format, as `batchBytesMax` is.
    package static let sourceLifeSeconds: Int64 = 30 * 86_400
    /// Batches of a source whose digests are kept: as many as a sender could have under way, and a
    /// kilobyte for each source.
    ///
    /// An older number is 409, as whether it was counted cannot be told.
    ///
    /// Part of the log's format, as `batchBytesMax` is.
    package static let sourceDigestsMax = 128
    /// Seconds for which the id of a ONCE update is remembered unless the table says otherwise; later
    /// it counts again.
    package static let onceLifeSecondsDefault: Int64 = 86_400
    /// What a table may say: an id takes some hundred bytes of disk for so long.
    package static let onceLifeSeconds: ClosedRange<Int64> = 1...(30 * 86_400)
    /// Seconds for which a bucket may be kept after its end: a hundred years; more is a mistake.
    package static let retentionSeconds: ClosedRange<Int64> = 1...(36_500 * 86_400)
    /// Precisions of sketches that a table makes: one of 18 takes 128 KiB, and with 20 none would fit
    /// an item once it is dense.
    package static let sketchPrecisions = 4...18
    /// Change records of one command: what 16 bits of a sequence number can count.
    package static let commandChangesMax = 1 << 16
    /// Shards of a stream: DynamoDB has one per partition; a handler reads each with partitions of
    /// its own.
    package static let streamShards = 1...64
    package static let streamShardsDefault = 4
    /// Seconds for which records are kept unless the table says otherwise, as on AWS; a reader that
    /// comes later is told of the gap.
    package static let streamRetentionSecondsDefault: Int64 = 86_400
    /// What a table may say.
    package static let streamRetentionSeconds: ClosedRange<Int64> = 1...(365 * 86_400)
    /// Bytes of records that are kept unless the table says otherwise; the oldest go.
    package static let streamRetentionBytesDefault: Int64 = 8 << 30
    package static let streamRetentionBytes: ClosedRange<Int64> = (1 << 20)...(1 << 50)
    /// Seconds for which a record that a handler has not come to is kept at the most, and never for
    /// more than twice its stream's bytes: a forgotten handler must not fill the disk.
    ///
    /// The handler goes on behind the gap and counts it.
    package static let pinnedSecondsMax: Int64 = 7 * 86_400
    /// Streams that a table may have closed and not yet trimmed: 409.
    package static let closedStreamsMax = 100
    /// Handlers of one store: 409.
    package static let handlersMax = 1000
    /// Bytes of the state that a tumbling window hands on, AWS's bound: the event failed.
    package static let windowStateBytesMax = 1 << 20
    /// Bytes of an event of a handler, of its answer, and of what a function is invoked with, AWS's
    /// bound: records beyond go into the next event, with a longer answer the event failed, a longer
    /// payload is an InvalidParameterValueException.
    package static let handlerPayloadBytesMax = 6 << 20
    /// Writes of one answer of a handler: the event failed.
    package static let handlerWritesMax = 10_000
    /// Global secondary indexes of a table (AWS service quota).
    package static let globalIndexesMax = 20
    /// Local secondary indexes of a table, DynamoDB's bound.
    package static let localIndexesMax = 5
    /// Attributes of each kind, partition and sort, that the key of an index may have, DynamoDB's
    /// bound.
    package static let indexKeyAttributesMax = 4
    /// Attributes that one index may name to be projected, DynamoDB's bound.
    package static let projectedPerIndexMax = 20
    /// Attributes that all indexes of a table together may name to be projected, DynamoDB's bound.
    package static let projectedPerTableMax = 100
    /// Tags of one table (AWS service quota).
    package static let tagsMax = 50
    /// Tables of one store, LimitExceededException and 409: the default quota of an AWS account is 2500,
    /// its highest 10 000.
    package static let tablesMax = 10_000
    /// Writes that wait for the writer; one more is busy (503, to be tried again).
    ///
    /// At 100 000 writes a second this is two thirds of a second of waiting, about as long as a
    /// client should be kept.
    package static let pendingWritesMax = 65_536
    /// Encoded bytes that wait for the writer, so that a burst of large batches cannot fill memory; a
    /// write beyond is busy.
    package static let pendingBytesMax = 256 << 20
    /// Encoded bytes of one command, of which a request body of 16 MiB takes less: rejected as too
    /// large.
    package static let commandBytesMax = 32 << 20
}
