import Commands
import DynamoDBAPI
import Engine
import JSON
import Model
import Testing

/// The parts of stream requests that most tests repeat.
extension APIHarness {
    /// Calls an operation of the streams API.
    func stream(_ operation: String, _ members: String...) async -> Answer {
        await send(
            "DynamoDBStreams_20120810.\(operation)",
            Array("{\(members.joined(separator: ","))}".utf8))
    }

    /// CreateTable with a hash key `p` and an open stream; answers the stream's ARN.
    func createStreamed(
        _ name: String, _ view: String = "NEW_AND_OLD_IMAGES", _ members: String...
    ) async throws -> String {
        let answer = await create(name, StreamRequests.on(view), members.joined(separator: ","))
        return try #require(answer.node("TableDescription", "LatestStreamArn")?.string, "\(answer)")
    }

    func describeStream(_ arn: String, _ members: String...) async -> JSONNode? {
        let all = [#""StreamArn":"\#(arn)""#] + members
        return await send(
            "DynamoDBStreams_20120810.DescribeStream",
            Array("{\(all.joined(separator: ","))}".utf8)
        ).node("StreamDescription")
    }

    func shards(of arn: String) async -> [String] {
        await describeStream(arn)?["Shards"]?.elements.compactMap { $0["ShardId"]?.string } ?? []
    }

    /// GetShardIterator; `number` is for the types that need one.
    func iterate(
        _ arn: String, _ shard: String, _ type: String = "TRIM_HORIZON", number: String? = nil
    ) async -> Answer {
        let number = number.map { #","SequenceNumber":"\#($0)""# } ?? ""
        return await stream(
            "GetShardIterator",
            #""StreamArn":"\#(arn)","ShardId":"\#(shard)","ShardIteratorType":"\#(type)"\#(number)"#
        )
    }

    func iterator(
        _ arn: String, _ shard: String, _ type: String = "TRIM_HORIZON", number: String? = nil
    ) async throws -> String {
        let answer = await iterate(arn, shard, type, number: number)
        return try #require(answer.node("ShardIterator")?.string, "\(answer)")
    }

    func records(_ iterator: String, limit: Int? = nil) async -> Answer {
        let limit = limit.map { #","Limit":\#($0)"# } ?? ""
        return await stream("GetRecords", #""ShardIterator":"\#(iterator)"\#(limit)"#)
    }

    /// All records of a stream from `type` on, shard after shard.
    func allRecords(_ arn: String, _ type: String = "TRIM_HORIZON") async throws -> [JSONNode] {
        var records: [JSONNode] = []
        for shard in await shards(of: arn) {
            var iterator: String? = try await iterator(arn, shard, type)
            while let current = iterator {
                let page = await self.records(current)
                let found = try #require(page.node("Records"), "\(page)")
                records += found.elements
                iterator = found.count == 0 ? nil : page.node("NextShardIterator")?.string
            }
        }
        return records
    }

    func put(_ table: String, _ key: String, _ attributes: String = "") async {
        let rest = attributes.isEmpty ? "" : ",\(attributes)"
        let answer = await call(
            "PutItem", #"{"TableName":"\#(table)","Item":{"p":{"S":"\#(key)"}\#(rest)}}"#)
        #expect(answer.status == 200, "\(answer)")
    }

    func delete(_ table: String, _ key: String) async {
        let answer = await call(
            "DeleteItem", #"{"TableName":"\#(table)","Key":{"p":{"S":"\#(key)"}}}"#)
        #expect(answer.status == 200, "\(answer)")
    }
}

extension APIHarness {
    /// Takes the records of all streams away that come before or with a sequence number.
    func trim(through number: String) async throws {
        let through = try #require(SequenceNumber(text: number))
        _ = try await store.commit(
            TrimStreams(store.streams.map { StreamTrim(stream: $0.id, through: through) }))
    }
}

enum StreamRequests {
    static func on(_ view: String) -> String {
        #""StreamSpecification":{"StreamEnabled":true,"StreamViewType":"\#(view)"}"#
    }

    static let off = #""StreamSpecification":{"StreamEnabled":false}"#
}

extension JSONNode {
    /// The value as it was written.
    var text: String { String(decoding: rawBytes, as: UTF8.self) }
}
