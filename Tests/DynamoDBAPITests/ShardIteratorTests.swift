import API
import Commands
import DynamoDBAPI
import JSON
import Log
import Model
import Platform
import StreamRecords
import TestSupport
import Testing
import Values

@Suite("GetShardIterator") struct ShardIteratorTests {
    /// Puts items until one shard has `count` records; answers its name and their numbers.
    private func fill(
        _ api: APIHarness, _ arn: String, count: Int
    ) async throws -> (shard: String, numbers: [String]) {
        for number in 0..<count { await api.put("one", "a", #""n":{"N":"\#(number)"}"#) }
        for shard in await api.shards(of: arn) {
            let numbers = self.numbers(await api.records(try await api.iterator(arn, shard)))
            if !numbers.isEmpty { return (shard, numbers) }
        }
        Issue.record("no shard has a record")
        return ("", [])
    }

    private func numbers(_ answer: Answer) -> [String] {
        answer.node("Records")?.elements.compactMap { $0["dynamodb"]?["SequenceNumber"]?.string }
            ?? []
    }

    @Test func `a reader begins at the oldest record, behind the newest, or at a number`()
        async throws
    {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            let (shard, all) = try await fill(api, arn, count: 3)
            func read(_ type: String, _ number: String? = nil) async throws -> [String] {
                numbers(
                    await api.records(try await api.iterator(arn, shard, type, number: number)))
            }
            #expect(all == all.sorted() && Set(all).count == 3)
            #expect(try await read("TRIM_HORIZON") == all)
            #expect(try await read("LATEST") == [])
            for (index, number) in all.enumerated() {
                #expect(try await read("AT_SEQUENCE_NUMBER", number) == Array(all[index...]))
                #expect(
                    try await read("AFTER_SEQUENCE_NUMBER", number) == Array(all[(index + 1)...]))
            }
            // More zeros in front make no other number.
            #expect(try await read("AT_SEQUENCE_NUMBER", "0000" + all[1]) == Array(all[1...]))
        }
    }

    @Test func `LATEST is exact: what comes after it is all there is`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            await api.put("one", "before")
            var iterators: [String] = []
            for shard in await api.shards(of: arn) {
                iterators.append(try await api.iterator(arn, shard, "LATEST"))
            }
            #expect(Set(iterators).count == 4)
            for key in ["a", "b", "c", "d", "e"] { await api.put("one", key) }
            var keys: Set<String> = []
            for iterator in iterators {
                let page = await api.records(iterator)
                for record in page.node("Records")?.elements.map(\.self) ?? [] {
                    keys.insert(record["dynamodb"]?["Keys"]?["p"]?["S"]?.string ?? "")
                }
            }
            #expect(keys == ["a", "b", "c", "d", "e"])
        }
    }

    @Test func `the number that a shard starts with is one to begin at and after`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            let shard = await api.describeStream(arn)?["Shards"]?.elements.map(\.self).first
            let start = shard?["SequenceNumberRange"]?["StartingSequenceNumber"]?.string ?? ""
            let name = shard?["ShardId"]?.string ?? ""
            for type in ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"] {
                let answer = await api.iterate(arn, name, type, number: start)
                #expect(answer.status == 200, "\(answer)")
            }
        }
    }

    @Test func `a number that has been trimmed is refused, the oldest record is not`() async throws
    {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            let (shard, old) = try await fill(api, arn, count: 2)
            let stale = try await api.iterator(arn, shard, "AT_SEQUENCE_NUMBER", number: old[0])
            let patient = try await api.iterator(arn, shard, "TRIM_HORIZON")
            try await api.trim(through: old[0])
            for answer in [
                await api.iterate(arn, shard, "AT_SEQUENCE_NUMBER", number: old[0]),
                await api.records(stale),
            ] {
                #expect(answer.error == "TrimmedDataAccessException")
                #expect(answer.message == "The data you are trying to access has been trimmed")
            }
            for iterator in [
                patient, try await api.iterator(arn, shard),
                try await api.iterator(arn, shard, "AFTER_SEQUENCE_NUMBER", number: old[0]),
            ] {
                #expect(numbers(await api.records(iterator)) == [old[1]])
            }
            let start = await api.describeStream(arn)?["Shards"]?.elements.map(\.self).first?[
                "SequenceNumberRange"]?["StartingSequenceNumber"]?.string
            #expect(start ?? "" > old[0])
        }
    }

    @Test func `a number that nothing has reached is refused`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            let (shard, _) = try await fill(api, arn, count: 1)
            for number in ["999999999999999999999", String(repeating: "9", count: 40)] {
                for type in ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"] {
                    let answer = await api.iterate(arn, shard, type, number: number)
                    #expect(answer.error == "ValidationException")
                    #expect(answer.message?.hasPrefix("Invalid SequenceNumber") == true)
                }
            }
        }
    }

    @Test func `stream and shard must be there`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            let shard = await api.shards(of: arn)[0]
            let unknown = arn.replacing("table/one", with: "table/two")
            #expect(
                await api.iterate(unknown, shard).message
                    == "Requested resource not found: Stream: \(unknown) not found")
            let other = await api.shards(of: try await api.createStreamed("two"))[0]
            let noShard = await api.iterate(arn, other)
            #expect(noShard.error == "ResourceNotFoundException")
            #expect(
                noShard.message
                    == "Requested resource not found: Shard: \(other) in Stream: \(arn) not found")
        }
    }

    @Test func `parameters are held to AWS's rules`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            let shard = await api.shards(of: arn)[0]
            let number = String(repeating: "0", count: 21)
            let stream = #""StreamArn":"\#(arn)""#
            let both = stream + #","ShardId":"\#(shard)""#
            let cases: [(String, String)] = [
                (both, "Value null at 'shardIteratorType'"),
                (stream + #","ShardIteratorType":"LATEST""#, "Value null at 'shardId'"),
                (
                    stream + #","ShardId":"abc","ShardIteratorType":"LATEST""#,
                    "Value 'abc' at 'shardId' failed to satisfy constraint: "
                        + "Member must have length greater than or equal to 28"
                ),
                (
                    both + #","ShardIteratorType":"bulle""#,
                    "Value 'bulle' at 'shardIteratorType' failed to satisfy constraint: "
                        + "Member must satisfy enum value set: "
                ),
                (
                    both + #","ShardIteratorType":"AT_SEQUENCE_NUMBER""#,
                    "The SequenceNumber parameter is required but was not present in the request "
                        + "when ShardIteratorType is AT_SEQUENCE_NUMBER"
                ),
                (
                    both + #","ShardIteratorType":"LATEST","SequenceNumber":"\#(number)""#,
                    "The SequenceNumber parameter must not be specified "
                        + "when ShardIteratorType is LATEST"
                ),
                (
                    both + #","ShardIteratorType":"AT_SEQUENCE_NUMBER","SequenceNumber":"1""#,
                    "Member must have length greater than or equal to 21"
                ),
                (
                    both + #","ShardIteratorType":"AT_SEQUENCE_NUMBER","#
                        + #""SequenceNumber":"\#(number.dropLast())x""#,
                    "Invalid SequenceNumber: "
                ),
            ]
            for (members, words) in cases {
                let answer = await api.stream("GetShardIterator", members)
                #expect(answer.error == "ValidationException", "\(members)")
                #expect(answer.message?.contains(words) == true, "\(answer)")
            }
        }
    }

    /// Clients take iterators apart: what stands before the first bar is the stream.
    @Test func `an iterator begins with its stream's ARN, and so does the next one`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            let shard = await api.shards(of: arn)[0]
            for type in ["TRIM_HORIZON", "LATEST"] {
                let iterator = try await api.iterator(arn, shard, type)
                #expect(iterator.hasPrefix("\(arn)|1|"))
                #expect(iterator.split(separator: "|").count == 3)
                let next = await api.records(iterator).node("NextShardIterator")?.string
                #expect(next?.hasPrefix("\(arn)|1|") == true)
            }
        }
    }

    @Test func `an iterator belongs to its stream`() async throws {
        try await withAPI { api in
            let one = try await api.createStreamed("one")
            let two = try await api.createStreamed("two")
            let iterator = try await api.iterator(one, await api.shards(of: one)[0])
            let other = try await api.iterator(two, await api.shards(of: two)[0])
            let mixed = iterator.replacing(one, with: two)
            #expect(mixed != other)
            #expect(await api.records(mixed).isValidation("Invalid ShardIterator"))
        }
    }

    @Test func `an iterator ends after a quarter of an hour`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            let iterator = try await api.iterator(arn, await api.shards(of: arn)[0])
            api.clock.advance(seconds: 899)
            let page = await api.records(iterator)
            #expect(page.status == 200)
            api.clock.advance(seconds: 2)
            let late = await api.records(iterator)
            #expect(late.error == "ExpiredIteratorException")
            #expect(late.message == "The shard iterator has expired")
            let next = try #require(page.node("NextShardIterator")?.string)
            #expect(await api.records(next).status == 200)
        }
    }

    @Test func `no text that a client makes up does harm`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            let real = try await api.iterator(arn, await api.shards(of: arn)[0])
            #expect(real.utf8.count <= 2048)
            let token = try #require(real.split(separator: "|").last.map(String.init))
            let prefix = real.dropLast(token.utf8.count)
            let bytes = try #require(Base64.decode(token))
            var forged = [
                "x", "====", String(repeating: "A", count: 2048), String(real.dropLast(4)), token,
                "|1|\(token)", real.replacing("|1|", with: "|2|"), real + "|", "\(arn)|1|",
                real.replacing("table/one", with: "table/two"), real.replacing("arn:", with: ""),
            ]
            var random = SplitMix64(seed: 17)
            for _ in 0..<500 {
                var changed = bytes
                changed[Int.random(in: 0..<bytes.count, using: &random)] ^=
                    UInt8.random(in: 1...255, using: &random)
                forged.append(prefix + Base64.encode(changed))
            }
            for iterator in forged {
                #expect(await api.records(iterator).isValidation("Invalid ShardIterator"))
            }
        }
    }

    /// An iterator as the server would write it, of whatever somebody wants to try.
    private func forge(
        _ arn: String, stream: UInt32, shard: UInt16 = 0, isAtHorizon: Bool = false,
        position: UInt64 = 0,
        issued: Int64
    ) -> String {
        var writer = ByteWriter()
        writer.write(byte: 2)
        writer.write(fixed: stream)
        writer.write(fixed: shard)
        writer.write(boolean: isAtHorizon)
        writer.write(fixed: position)
        writer.write(fixed: UInt64(bitPattern: issued))
        let signed = writer.bytes + arn.utf8
        writer.write(fixed: CRC32C.checksum(of: signed.span))
        return "\(arn)|1|\(Base64.encode(writer.bytes))"
    }

    @Test func `an iterator made up with effort is read as what it says`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            let id = try #require(APISettings().aws.stream(arn: arn, in: api.store)).id.rawValue
            let now = api.clock.seconds * 1_000_000
            let empty = forge(arn, stream: id, position: .max, issued: now)
            #expect(await api.records(empty).node("Records")?.text == "[]")
            let farAhead = forge(arn, stream: id, isAtHorizon: true, position: .max, issued: .max)
            #expect(await api.records(farAhead).node("Records")?.text == "[]")
            for (iterator, error) in [
                (forge(arn, stream: id, position: 0, issued: now), "TrimmedDataAccessException"),
                (forge(arn, stream: id, issued: .min), "ExpiredIteratorException"),
                (forge(arn, stream: id, shard: .max, issued: now), "ResourceNotFoundException"),
                (forge(arn, stream: id &+ 1, issued: now), "ResourceNotFoundException"),
            ] {
                let answer = await api.records(iterator)
                #expect(answer.error == error, "\(answer)")
            }
        }
    }
}
