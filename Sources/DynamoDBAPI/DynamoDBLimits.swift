import Model

/// Bounds of DynamoDB's API that are not the engine's.
///
/// What a client sends beyond one is a ValidationException, unless the bound says something else.
package enum DynamoDBLimits {
    // MARK: Requests

    /// Bytes of items, keys and values of one TransactWriteItems call.
    package static let transactionBytesMax = 4 << 20
    /// Attributes and values that Expected, QueryFilter, ScanFilter or AttributesToGet may name: about
    /// as many as an expression has room for, as each is looked at for every item.
    static let legacyOperandsMax = 1000
    /// Attributes that AttributeUpdates may name: an item has room for ten times as many, but no client
    /// wrote so many in one call, and the writer looks at each before anybody else's write.
    static let legacyUpdatesMax = 10_000
    /// Attributes of each kind, HASH and RANGE, in the key of a global index.
    static let indexKeyAttributesMax = Limits.indexKeyAttributesMax
    /// Indexes of one table.
    static let localIndexesMax = Limits.localIndexesMax
    static let globalIndexesMax = Limits.globalIndexesMax
    /// Names in the NonKeyAttributes of one index, and of all indexes of a table.
    static let projectedPerIndex = 1...Limits.projectedPerIndexMax
    static let projectedPerTableMax = Limits.projectedPerTableMax
    /// Units of a provisioned, warm or on-demand throughput.
    static let capacityUnitsMax: Int64 = 1_000_000_000_000
    /// Bytes of a resource policy, before it is refused as one.
    static let policyBytesMax = 20_480
    /// Characters of a table's ARN where a name or an ARN may stand.
    static let tableARNCharacters = 1...1024
    /// Characters of a stream's ARN.
    static let streamARNCharacters = 37...1024
    /// Characters of a shard's identifier.
    static let shardIDCharacters = 28...65
    /// Queries that one SELECT may be taken apart into.
    static let statementReadsMax = 50
    /// Characters of the text that says where the next page of a SELECT begins.
    static let nextTokenCharacters = 1...32_768
    /// Characters of a shard iterator.
    static let iteratorCharacters = 1...2048
    /// Seconds for which an iterator can be used: ExpiredIteratorException.
    package static let iteratorLifeSeconds: Int64 = 900

    // MARK: Answers

    /// Tables, streams or shards of one page, which is also the default; the rest is on the next.
    package static let namesPerPageMax: Int64 = 100
    /// Records of one GetRecords call, which is also the default; the rest follows.
    package static let recordsPerPageMax = Int64(Limits.changesPerPageMax)
    /// Stored bytes of these records; the rest follows.
    package static let recordBytesPerPageMax = Limits.changePageBytesMax
    /// Bytes of items in one answer of BatchGetItem; keys beyond are returned as unprocessed.
    package static let batchAnswerBytesMax = 16 << 20

    // MARK: Messages

    /// Broken constraints that one message lists; further ones are left out.
    static let brokenConstraintsMax = 10
    /// Bytes of a value that a message quotes; the rest is left out.
    static let shownValueBytesMax = 1024
    /// Characters of an unknown target that a message quotes; the longest operation's name has 35.
    static let shownTargetCharactersMax = 128
}
