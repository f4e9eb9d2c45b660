import DynamoDBAPI
import JSON
import TestSupport
import Testing

@Suite("GetRecords") struct GetRecordsTests {
    private func keys(_ page: Answer) -> [String] {
        page.node("Records")?.elements.compactMap { $0["dynamodb"]?["Keys"]?["p"]?["S"]?.string }
            ?? []
    }

    /// The shard that the records of key `a` are in.
    private func shard(_ api: APIHarness, _ arn: String) async throws -> String {
        for shard in await api.shards(of: arn) {
            let page = await api.records(try await api.iterator(arn, shard))
            if keys(page).contains("a") { return shard }
        }
        Issue.record("no shard has key a")
        return ""
    }

    @Test func `an open shard without records answers with none and goes on`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            for shard in await api.shards(of: arn) {
                let page = await api.records(try await api.iterator(arn, shard))
                #expect(page.node("Records")?.text == "[]")
                #expect(page.node("NextShardIterator")?.string != nil)
            }
        }
    }

    @Test func `a page begins where the one before ended`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            for number in 0..<5 { await api.put("one", "a", #""n":{"N":"\#(number)"}"#) }
            let shard = try await shard(api, arn)
            var iterator = try await api.iterator(arn, shard)
            var numbers: [String] = []
            for expected in [2, 2, 1, 0] {
                let page = await api.records(iterator, limit: 2)
                let records = page.node("Records")?.elements.map(\.self) ?? []
                #expect(records.count == expected)
                numbers += records.compactMap {
                    $0["dynamodb"]?["NewImage"]?["n"]?["N"]?.string
                }
                iterator = try #require(page.node("NextShardIterator")?.string)
            }
            #expect(numbers == ["0", "1", "2", "3", "4"])
            await api.put("one", "a", #""n":{"N":"5"}"#)
            #expect(keys(await api.records(iterator)) == ["a"])
            // The same iterator gives the same page.
            #expect(keys(await api.records(iterator)) == ["a"])
        }
    }

    @Test func `a closed shard's last page has no iterator behind it`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            await api.put("one", "a")
            await api.put("one", "a", #""n":{"N":"1"}"#)
            let shard = try await shard(api, arn)
            let early = try await api.iterator(arn, shard)
            let latest = try await api.iterator(arn, shard, "LATEST")
            _ = await api.update("one", StreamRequests.off)
            let first = await api.records(early, limit: 1)
            #expect(keys(first) == ["a"])
            let second = await api.records(try #require(first.node("NextShardIterator")?.string))
            #expect(keys(second) == ["a"])
            #expect(second.node("NextShardIterator") == nil)
            for iterator in [latest, try await api.iterator(arn, shard, "LATEST")] {
                let empty = await api.records(iterator)
                #expect(empty.body == #"{"Records":[]}"#)
            }
            #expect(keys(await api.records(try await api.iterator(arn, shard))) == ["a", "a"])
        }
    }

    @Test func `streams that ended are read like open ones, each for itself`() async throws {
        try await withAPI { api in
            let first = try await api.createStreamed("one", "KEYS_ONLY")
            await api.put("one", "a")
            _ = await api.update("one", StreamRequests.off)
            await api.put("one", "b")
            let second =
                await api.update("one", StreamRequests.on("KEYS_ONLY"))
                .node("TableDescription", "LatestStreamArn")?.string ?? ""
            #expect(try await api.allRecords(second).isEmpty)
            await api.put("one", "c")
            _ = await api.call("DeleteTable", #"{"TableName":"one"}"#)
            for (arn, key) in [(first, "a"), (second, "c")] {
                let records = try await api.allRecords(arn)
                #expect(records.map { $0["dynamodb"]?["Keys"]?["p"]?["S"]?.string } == [key])
            }
        }
    }

    @Test func `a page ends with a mebibyte`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one", "NEW_IMAGE")
            let text = String(repeating: "x", count: 300_000)
            for number in 0..<5 {
                await api.put("one", "a", #""n":{"N":"\#(number)"},"t":{"S":"\#(text)"}"#)
            }
            var iterator = try await api.iterator(arn, try await shard(api, arn))
            var counts: [Int] = []
            while counts.last != 0, counts.count < 10 {
                let page = await api.records(iterator)
                counts.append(keys(page).count)
                iterator = try #require(page.node("NextShardIterator")?.string)
            }
            #expect(counts.reduce(0, +) == 5)
            #expect(counts.allSatisfy { $0 <= 4 })
        }
    }

    @Test func `an idle reader is not overtaken by the trimming`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            await api.put("one", "a")
            let used = try await shard(api, arn)
            let idle = try #require(await api.shards(of: arn).first { $0 != used })
            var iterator = try await api.iterator(arn, idle, "LATEST")
            await api.put("one", "a", #""n":{"N":"1"}"#)
            let record = try #require(try await api.allRecords(arn).last)
            iterator = try #require(
                await api.records(iterator).node("NextShardIterator")?.string)
            try await api.trim(through: record["dynamodb"]?["SequenceNumber"]?.string ?? "")
            #expect(await api.records(iterator).status == 200)
        }
    }

    @Test func `parameters are held to AWS's bounds`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            let iterator = try await api.iterator(arn, await api.shards(of: arn)[0])
            #expect(await api.records(iterator, limit: 1000).status == 200)
            let long = String(repeating: "x", count: 2049)
            let cases: [(String, String)] = [
                ("", "Value null at 'shardIterator'"),
                (#""ShardIterator":"""#, "length greater than or equal to 1"),
                (#""ShardIterator":"\#(long)""#, "length less than or equal to 2048"),
                (
                    #""ShardIterator":"\#(iterator)","Limit":0"#,
                    "Value '0' at 'limit' failed to satisfy constraint: "
                        + "Member must have value greater than or equal to 1"
                ),
                (
                    #""ShardIterator":"\#(iterator)","Limit":1001"#,
                    "Value '1001' at 'limit' failed to satisfy constraint: "
                        + "Member must have value less than or equal to 1000"
                ),
            ]
            for (members, words) in cases {
                let answer = await api.stream("GetRecords", members)
                #expect(answer.error == "ValidationException", "\(members)")
                #expect(answer.message?.contains(words) == true, "\(answer)")
            }
        }
    }

    @Test func `the iterator of a stream that is forgotten finds nothing`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            let shard = await api.shards(of: arn)[0]
            _ = await api.update("one", StreamRequests.off)
            let end = await api.describeStream(arn)?["Shards"]?.elements.map(\.self).first?[
                "SequenceNumberRange"]?["EndingSequenceNumber"]?.string
            api.clock.advance(seconds: 86_401)
            let iterator = try await api.iterator(arn, shard)
            try await api.trim(through: end ?? "")
            #expect(await api.describeStream(arn) == nil)
            let answer = await api.records(iterator)
            #expect(answer.error == "ResourceNotFoundException", "\(answer)")
        }
    }
}
