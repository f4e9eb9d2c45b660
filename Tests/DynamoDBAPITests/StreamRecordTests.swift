import API
import Commands
import DynamoDBAPI
import Engine
import JSON
import Model
import StreamRecords
import TestSupport
import Testing
import Values

@Suite("Stream records") struct StreamRecordTests {
    /// Inserts, changes and removes item `a` of a table with a stream of that view.
    private func life(_ api: APIHarness, _ view: String) async throws -> [JSONNode] {
        let arn = try await api.createStreamed("one", view)
        await api.put("one", "a", #""n":{"N":"2"},"s":{"S":"x"}"#)
        await api.put("one", "a", #""n":{"N":"5"},"s":{"S":"x"}"#)
        await api.delete("one", "a")
        return try await api.allRecords(arn)
    }

    @Test func `a record has all that DynamoDB tells`() async throws {
        try await withAPI { api in
            let records = try await life(api, "NEW_AND_OLD_IMAGES")
            #expect(records.map { $0["eventName"]?.string } == ["INSERT", "MODIFY", "REMOVE"])
            #expect(
                Set(records.compactMap { $0["eventID"]?.string }).count == 3)
            for record in records {
                #expect(
                    record["eventID"]?.string?.wholeMatch(of: #/[0-9a-f]{32}/#) != nil)
                #expect(record["eventVersion"]?.string == "1.1")
                #expect(record["eventSource"]?.string == "aws:dynamodb")
                #expect(record["awsRegion"]?.string == "us-east-1")
                #expect(record["userIdentity"] == nil)
                #expect(record["eventSourceARN"] == nil)
                let change = record["dynamodb"]
                #expect(change?["ApproximateCreationDateTime"]?.numberText == "1795000000")
                #expect(change?["Keys"]?.text == #"{"p":{"S":"a"}}"#)
                #expect(
                    change?["SequenceNumber"]?.string?.wholeMatch(of: #/[0-9]{21}/#) != nil)
                #expect(change?["StreamViewType"]?.string == "NEW_AND_OLD_IMAGES")
            }
        }
    }

    private static let first = #"{"n":{"N":"2"},"p":{"S":"a"},"s":{"S":"x"}}"#
    private static let second = #"{"n":{"N":"5"},"p":{"S":"a"},"s":{"S":"x"}}"#

    @Test(
        arguments: [
            ("KEYS_ONLY", [nil, nil, nil], [nil, nil, nil]),
            ("NEW_IMAGE", [nil, nil, nil], [first, second, nil]),
            ("OLD_IMAGE", [nil, first, second], [nil, nil, nil]),
            ("NEW_AND_OLD_IMAGES", [nil, first, second], [first, second, nil]),
            (
                "CHANGES", [nil, #"{"n":{"N":"2"}}"#, #"{"n":{"N":"5"},"s":{"S":"x"}}"#],
                [#"{"n":{"N":"2"},"s":{"S":"x"}}"#, #"{"n":{"N":"5"}}"#, nil]
            ),
        ] as [(String, [String?], [String?])])
    func `each view tells its images`(view: String, old: [String?], new: [String?]) async throws {
        try await withAPI { api in
            let changes = try await life(api, view).compactMap { $0["dynamodb"] }
            #expect(changes.map { $0["OldImage"]?.text } == old)
            #expect(changes.map { $0["NewImage"]?.text } == new)
            #expect(changes.allSatisfy { $0["StreamViewType"]?.string == view })
        }
    }

    @Test(
        arguments: [
            ("KEYS_ONLY", [2, 2, 2]), ("NEW_IMAGE", [9, 9, 2]), ("OLD_IMAGE", [2, 9, 9]),
            ("NEW_AND_OLD_IMAGES", [9, 16, 9]),
        ] as [(String, [Int64])])
    func `the size counts the key and the images that are there`(
        view: String, sizes: [Int64]
    ) async throws {
        try await withAPI { api in
            let records = try await life(api, view)
            #expect(records.map { $0["dynamodb"]?["SizeBytes"]?.integer } == sizes)
        }
    }

    @Test func `CHANGES tells by how much counters moved`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one", "CHANGES")
            for amount in ["5", "-7.5"] {
                _ = await api.call(
                    "UpdateItem",
                    #"{"TableName":"one","Key":{"p":{"S":"a"}},"UpdateExpression":"ADD c :n","#
                        + #""ExpressionAttributeValues":{":n":{"N":"\#(amount)"}}}"#)
            }
            _ = await api.call(
                "UpdateItem",
                #"{"TableName":"one","Key":{"p":{"S":"a"}},"UpdateExpression":"SET d = :n","#
                    + #""ExpressionAttributeValues":{":n":{"N":"1"}}}"#)
            let changes = try await api.allRecords(arn).compactMap { $0["dynamodb"] }
            #expect(
                changes.map { $0["Deltas"]?.text } == [nil, #"{"c":{"N":"-7.5"}}"#, nil])
            // Nothing of the old item changed: it is not told at all.
            #expect(changes.last?["OldImage"] == nil)
            #expect(changes.last?["NewImage"]?.text == #"{"d":{"N":"1"}}"#)
        }
    }

    @Test func `an item of nothing but its key has images`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            await api.put("one", "a")
            await api.delete("one", "a")
            let changes = try await api.allRecords(arn).compactMap { $0["dynamodb"] }
            #expect(changes.first?["NewImage"]?.text == #"{"p":{"S":"a"}}"#)
            #expect(changes.last?["OldImage"]?.text == #"{"p":{"S":"a"}}"#)
        }
    }

    @Test func `what changes nothing leaves no record`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            await api.delete("one", "a")
            await api.put("one", "a", #""m":{"M":{"x":{"N":"1"},"y":{"SS":["1","2"]}}}"#)
            await api.put("one", "a", #""m":{"M":{"y":{"SS":["2","1"]},"x":{"N":"1.0"}}}"#)
            _ = await api.call(
                "UpdateItem",
                #"{"TableName":"one","Key":{"p":{"S":"a"}},"UpdateExpression":"REMOVE z"}"#)
            _ = await api.call(
                "UpdateItem",
                #"{"TableName":"one","Key":{"p":{"S":"b"}},"UpdateExpression":"REMOVE z"}"#)
            #expect(try await api.allRecords(arn).map { $0["eventName"]?.string } == ["INSERT"])
        }
    }

    @Test func `each item of a batch and of a transaction has its own record`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one", "KEYS_ONLY")
            func put(_ key: String) -> String { #"{"Item":{"p":{"S":"\#(key)"}}}"# }
            let batch = ["a", "b"].map { #"{"PutRequest":\#(put($0))}"# }
            _ = await api.call(
                "BatchWriteItem", #"{"RequestItems":{"one":[\#(batch.joined(separator: ","))]}}"#)
            let actions = ["c", "d"].map {
                #"{"Put":{"TableName":"one","Item":{"p":{"S":"\#($0)"}}}}"#
            }
            let check =
                #"{"ConditionCheck":{"TableName":"one","Key":{"p":{"S":"e"}},"#
                + #""ConditionExpression":"attribute_not_exists(p)"}}"#
            let answer = await api.call(
                "TransactWriteItems",
                #"{"TransactItems":[\#((actions + [check]).joined(separator: ","))]}"#)
            #expect(answer.status == 200, "\(answer)")
            let keys = try await api.allRecords(arn).compactMap {
                $0["dynamodb"]?["Keys"]?["p"]?["S"]?.string
            }
            #expect(keys.sorted() == ["a", "b", "c", "d"])
        }
    }

    @Test func `an item that its time to live ended says who removed it`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one", "OLD_IMAGE")
            _ = await api.call(
                "UpdateTimeToLive",
                #"{"TableName":"one","TimeToLiveSpecification":{"AttributeName":"t","#
                    + #""Enabled":true}}"#)
            await api.put("one", "a", #""t":{"N":"\#(api.clock.seconds + 10)"}"#)
            api.clock.advance(seconds: 11)
            while try api.store.reap() > 0 {}
            let removal = try #require(
                try await api.allRecords(arn).first { $0["eventName"]?.string == "REMOVE" })
            #expect(
                removal["userIdentity"]?.text
                    == #"{"Type":"Service","PrincipalId":"dynamodb.amazonaws.com"}"#)
            #expect(removal["dynamodb"]?["OldImage"]?["p"]?["S"]?.string == "a")
        }
    }

    @Test func `a write in the place of an ended item tells of its end first`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            _ = await api.call(
                "UpdateTimeToLive",
                #"{"TableName":"one","TimeToLiveSpecification":{"AttributeName":"t","#
                    + #""Enabled":true}}"#)
            await api.put("one", "a", #""t":{"N":"\#(api.clock.seconds + 10)"}"#)
            api.clock.advance(seconds: 11)
            await api.put("one", "a", #""n":{"N":"1"}"#)
            let records = try await api.allRecords(arn)
            #expect(records.map { $0["eventName"]?.string } == ["INSERT", "REMOVE", "INSERT"])
            #expect(
                records.map { $0["userIdentity"] != nil } == [false, true, false])
            #expect(records.last?["dynamodb"]?["OldImage"] == nil)
        }
    }

    @Test func `an event's records name their stream`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            await api.put("one", "a", #""b":{"B":"AQID"}"#)
            let settings = APISettings()
            let stream = try #require(settings.aws.stream(arn: arn, in: api.store))
            #expect(settings.aws.arn(of: stream) == arn)
            let page = try api.store.read { (snapshot) throws(StoreError) in
                try snapshot.changes(of: stream.id, after: .zero, limit: 10, bytesMax: 1 << 20)
            }
            let record = try #require(page.records.first)
            var writer = JSONWriter()
            StreamRecordJSON.write(
                record, of: stream, named: settings.aws, as: .event(sourceARN: arn), to: &writer)
            let event = try JSONDocument(parsing: writer.bytes).root
            #expect(event["eventSourceARN"]?.string == arn)
            #expect(event["dynamodb"]?["NewImage"]?["b"]?["B"]?.string == "AQID")
            // Of the two APIs only Lambda's tells a fraction.
            let created = event["dynamodb"]?["ApproximateCreationDateTime"]?.text
            #expect(created == "\(record.time.seconds).0")
            #expect(event["dynamodb"]?["SequenceNumber"]?.string == record.sequence.text)
        }
    }

    @Test func `an event names the remover in Lambda's spelling`() throws {
        let table = Table(
            id: TableID(rawValue: 1), name: "one", uuid: "",
            keySchema: KeySchema(partition: KeyAttribute(name: "p", type: .string)),
            createdAt: Timestamp(seconds: 0))
        let stream = ChangeStream(
            id: StreamID(rawValue: 1), table: table, settings: StreamSettings(view: .keysOnly),
            openedAt: Timestamp(seconds: 0), labelMilliseconds: 0, start: .zero)
        let record = ChangeRecord(
            sequence: .zero, kind: .remove, isExpiry: true, time: Timestamp(seconds: 5), slot: 0,
            key: Key(partition: .string("a"), sort: nil), old: nil, new: nil, ordinal: 1,
            bytesThrough: 1, storedBytes: 1)
        var writer = JSONWriter()
        StreamRecordJSON.write(
            record, of: stream, named: AWSNames(), as: .event(sourceARN: "arn"), to: &writer)
        let event = try JSONDocument(parsing: writer.bytes).root
        #expect(
            event["userIdentity"]?.text
                == #"{"type":"Service","principalId":"dynamodb.amazonaws.com"}"#)
    }

    @Test func `shards are found by their names`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            let stream = try #require(APISettings().aws.stream(arn: arn, in: api.store))
            for (index, name) in await api.shards(of: arn).enumerated() {
                #expect(ShardName.text(ofShard: index, of: stream) == name)
                #expect(ShardName.shard(named: name, of: stream) == index)
            }
            #expect(ShardName.shard(named: "shardId-0", of: stream) == nil)
        }
    }
}
