import JSON

/// The requests that count clicks: the table, the counters and the mark.
struct ClickTable {
    let name: String
    let source: String

    /// The partition key of the source's mark.
    private var markKey: String { "ingest#\(source)" }

    func createRequest() -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.name("TableName")
        json.string(name)
        json.name("BillingMode")
        json.string("PAY_PER_REQUEST")
        json.name("AttributeDefinitions")
        json.beginArray()
        for attribute in ["pk", "sk"] {
            json.object([("AttributeName", attribute), ("AttributeType", "S")])
        }
        json.endArray()
        json.name("KeySchema")
        json.beginArray()
        json.object([("AttributeName", "pk"), ("KeyType", "HASH")])
        json.object([("AttributeName", "sk"), ("KeyType", "RANGE")])
        json.endArray()
        json.endObject()
        return json.bytes
    }

    func describeRequest() -> [UInt8] {
        var json = JSONWriter()
        json.object([("TableName", name)])
        return json.bytes
    }

    func markRequest() -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.name("TableName")
        json.string(name)
        json.name("Key")
        json.key(markKey, "mark")
        json.name("ConsistentRead")
        json.boolean(true)
        json.endObject()
        return json.bytes
    }

    /// One transaction: every counter of the batch, and the mark from `old` to `new`.
    ///
    /// It goes through only while the mark is still `old`, so however often it is sent it counts
    /// once.
    func countRequest(_ batch: ClickBatch, from old: IngestMark, to new: IngestMark) -> [UInt8] {
        var json = JSONWriter(reservingBytes: 32 << 10)
        json.beginObject()
        json.name("TransactItems")
        json.beginArray()
        writeMark(from: old, to: new, into: &json)
        for (counter, clicks) in batch.counters {
            json.beginUpdate(of: name, counter.series, counter.bucket)
            json.name("UpdateExpression")
            json.string("ADD c :n")
            json.name("ExpressionAttributeValues")
            json.beginObject()
            json.number(":n", Int64(clicks))
            json.endObject()
            json.endUpdate()
        }
        json.endArray()
        json.endObject()
        return json.bytes
    }

    private func writeMark(from old: IngestMark, to new: IngestMark, into json: inout JSONWriter) {
        let isFirst = old.sequence == 0
        json.beginUpdate(of: name, markKey, "mark")
        json.name("UpdateExpression")
        json.string("SET #s = :s, #b = :b, #h = :h, #c = :c")
        json.name("ConditionExpression")
        json.string(isFirst ? "attribute_not_exists(pk)" : "#s = :old")
        json.name("ExpressionAttributeNames")
        json.object([("#s", "sequence"), ("#b", "bytes"), ("#h", "checksum"), ("#c", "clicks")])
        json.name("ExpressionAttributeValues")
        json.beginObject()
        json.number(":s", new.sequence)
        json.number(":b", new.bytes)
        json.number(":h", new.checksum)
        json.number(":c", new.clicks)
        if !isFirst { json.number(":old", old.sequence) }
        json.endObject()
        json.endUpdate()
    }
}

extension JSONWriter {
    /// An object of texts.
    fileprivate mutating func object(_ members: [(String, String)]) {
        beginObject()
        for (name, value) in members {
            self.name(name)
            string(value)
        }
        endObject()
    }

    fileprivate mutating func key(_ partition: String, _ sort: String) {
        beginObject()
        name("pk")
        object([("S", partition)])
        name("sk")
        object([("S", sort)])
        endObject()
    }

    fileprivate mutating func number(_ name: String, _ value: Int64) {
        self.name(name)
        object([("N", String(value))])
    }

    fileprivate mutating func beginUpdate(of table: String, _ partition: String, _ sort: String) {
        beginObject()
        name("Update")
        beginObject()
        name("TableName")
        string(table)
        name("Key")
        key(partition, sort)
    }

    fileprivate mutating func endUpdate() {
        endObject()
        endObject()
    }
}
