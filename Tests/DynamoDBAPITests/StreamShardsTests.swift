import DynamoDBAPI
import JSON
import Testing

/// Many readers know of the first shard only, and a small table has no other at AWS.
@Suite("Shards of a table's stream") struct StreamShardsTests {
    @Test(arguments: [
        (TableRequests.throughput(5, 5), 1), (TableRequests.throughput(1, 1000), 2),
        (TableRequests.throughput(3000, 1), 2), (TableRequests.throughput(3000, 1000), 2),
        (TableRequests.throughput(6000, 2000), 4),
        (TableRequests.throughput(1_000_000_000_000, 1_000_000_000_000), 4),
        (TableRequests.onDemand, 4),
    ])
    func `a table's stream has as many as AWS would give it, up to four`(
        billing: String, count: Int
    ) async throws {
        try await withAPI { api in
            let made = await api.create(
                "made", billing: billing, StreamRequests.on("NEW_IMAGE"))
            let arn = try #require(made.node("TableDescription", "LatestStreamArn")?.string)
            #expect(await api.shards(of: arn).count == count)
            _ = await api.create("later", billing: billing)
            let switched = await api.update("later", StreamRequests.on("NEW_IMAGE"))
            let later = try #require(switched.node("TableDescription", "LatestStreamArn")?.string)
            #expect(await api.shards(of: later).count == count)
        }
    }

    @Test func `the only shard of a small table has all of its changes`() async throws {
        try await withAPI { api in
            let made = await api.create(
                "small", billing: TableRequests.throughput(5, 5), StreamRequests.on("KEYS_ONLY"))
            let arn = try #require(made.node("TableDescription", "LatestStreamArn")?.string)
            for key in 0..<20 { await api.put("small", "key\(key)") }
            let shard = try #require(await api.shards(of: arn).first)
            let records = await api.records(try await api.iterator(arn, shard))
            #expect(records.node("Records")?.count == 20)
        }
    }

    @Test func `a stream that is switched on together with another mode follows the new one`()
        async throws
    {
        try await withAPI { api in
            _ = await api.create("small", billing: TableRequests.throughput(5, 5))
            let answer = await api.update(
                "small", TableRequests.onDemand, StreamRequests.on("KEYS_ONLY"))
            let arn = try #require(answer.node("TableDescription", "LatestStreamArn")?.string)
            #expect(await api.shards(of: arn).count == 4)
        }
    }
}
