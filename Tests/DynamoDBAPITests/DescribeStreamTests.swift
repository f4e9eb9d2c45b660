import DynamoDBAPI
import JSON
import TestSupport
import Testing

@Suite("DescribeStream") struct DescribeStreamTests {
    @Test func `an open stream is described with its key and its open shards`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one", "OLD_IMAGE")
            let stream = try #require(await api.describeStream(arn))
            #expect(stream["StreamArn"]?.string == arn)
            #expect(stream["StreamLabel"]?.string == "2026-11-18T11:06:40.000")
            #expect(stream["StreamStatus"]?.string == "ENABLED")
            #expect(stream["StreamViewType"]?.string == "OLD_IMAGE")
            #expect(stream["TableName"]?.string == "one")
            #expect(stream["CreationRequestDateTime"]?.numberText?.hasPrefix("1795000000") == true)
            #expect(stream["KeySchema"]?.text == #"[{"AttributeName":"p","KeyType":"HASH"}]"#)
            let shards = try #require(stream["Shards"])
            #expect(shards.count == 4)
            for shard in shards.elements {
                let range = shard["SequenceNumberRange"]
                #expect(range?["StartingSequenceNumber"]?.string?.utf8.count == 21)
                #expect(range?["EndingSequenceNumber"] == nil)
                #expect(shard["ParentShardId"] == nil)
            }
        }
    }

    @Test func `shards have names of AWS's form, in order`() async throws {
        try await withAPI { api in
            let names = await api.shards(of: try await api.createStreamed("one"))
            #expect(names.count == 4)
            #expect(names == names.sorted())
            #expect(Set(names).count == 4)
            for name in names {
                #expect(name.wholeMatch(of: #/shardId-[0-9]{20}-[0-9a-f]{8}/#) != nil)
            }
            let others = await api.shards(of: try await api.createStreamed("two"))
            #expect(Set(others).isDisjoint(with: names))
        }
    }

    @Test func `shards come in pages`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            let names = await api.shards(of: arn)
            func page(_ members: String...) async -> ([String], String?) {
                let stream = await api.describeStream(arn, members.joined(separator: ","))
                let shards = stream?["Shards"]?.elements.compactMap { $0["ShardId"]?.string } ?? []
                return (shards, stream?["LastEvaluatedShardId"]?.string)
            }
            #expect(await page(#""Limit":3"#) == (Array(names.prefix(3)), names[2]))
            #expect(
                await page(#""ExclusiveStartShardId":"\#(names[2])""#) == ([names[3]], nil))
            #expect(await page(#""ExclusiveStartShardId":"\#(names[3])""#) == ([], nil))
            let unknown = String(repeating: "z", count: 40)
            #expect(await page(#""ExclusiveStartShardId":"\#(unknown)""#) == ([], nil))
        }
    }

    @Test func `no shard has children`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            let shard = await api.shards(of: arn)[0]
            let stream = await api.describeStream(
                arn, #""ShardFilter":{"Type":"CHILD_SHARDS","ShardId":"\#(shard)"}"#)
            #expect(stream?["StreamStatus"]?.string == "ENABLED")
            #expect(stream?["Shards"]?.text == "[]")
        }
    }

    @Test func `a stream that was switched off is closed at a number`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one", "KEYS_ONLY")
            await api.put("one", "a")
            _ = await api.update("one", StreamRequests.off)
            await api.put("one", "b")
            let stream = try #require(await api.describeStream(arn))
            #expect(stream["StreamStatus"]?.string == "DISABLED")
            #expect(stream["StreamViewType"]?.string == "KEYS_ONLY")
            #expect(stream["TableName"]?.string == "one")
            let record = try #require(try await api.allRecords(arn).first)
            let last = record["dynamodb"]?["SequenceNumber"]?.string ?? ""
            for shard in stream["Shards"]?.elements.map(\.self) ?? [] {
                let range = shard["SequenceNumberRange"]
                let start = range?["StartingSequenceNumber"]?.string ?? ""
                let end = range?["EndingSequenceNumber"]?.string ?? ""
                #expect(end.utf8.count == 21)
                #expect(start <= last && last <= end)
            }
        }
    }

    @Test func `senseless and unknown ARNs are told apart`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            for senseless in [
                String(repeating: "x", count: 60), TableRequests.arn("one") + "/index/abcdefgh",
                arn + "/more", arn.replacing("dynamodb", with: "kinesis"),
                arn.replacing("table/one", with: "table/o;e"),
            ] {
                let answer = await api.stream("DescribeStream", #""StreamArn":"\#(senseless)""#)
                #expect(answer.isValidation("Invalid StreamArn"), "\(senseless): \(answer)")
            }
            for unknown in [
                arn.replacing("table/one", with: "table/two"),
                arn.replacing("11:06:40", with: "11:06:41"),
                arn.replacing("us-east-1", with: "eu-west-1"),
                arn.replacing("123456789012", with: "210987654321"),
            ] {
                let answer = await api.stream("DescribeStream", #""StreamArn":"\#(unknown)""#)
                #expect(answer.error == "ResourceNotFoundException", "\(unknown)")
                #expect(
                    answer.message
                        == "Requested resource not found: Stream: \(unknown) not found")
            }
        }
    }

    @Test func `parameters are held to AWS's bounds`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("one")
            let shard = await api.shards(of: arn)[0]
            let cases: [(String, String)] = [
                ("", "Value null at 'streamArn'"),
                (#""StreamArn":"arn""#, "length greater than or equal to 37"),
                (#""StreamArn":"\#(arn)","Limit":0"#, "value greater than or equal to 1"),
                (#""StreamArn":"\#(arn)","Limit":101"#, "value less than or equal to 100"),
                (
                    #""StreamArn":"\#(arn)","ExclusiveStartShardId":"abc""#,
                    "'exclusiveStartShardId' failed to satisfy constraint: "
                        + "Member must have length greater than or equal to 28"
                ),
                (
                    #""StreamArn":"\#(arn)","ShardFilter":{"Type":"foo","ShardId":"\#(shard)"}"#,
                    "Value 'foo' at 'shardFilter.type' failed to satisfy constraint: "
                        + "Member must satisfy enum value set: [CHILD_SHARDS]"
                ),
                (
                    #""StreamArn":"\#(arn)","ShardFilter":{"Type":"CHILD_SHARDS","ShardId":"q"}"#,
                    "Value 'q' at 'shardFilter.shardId' failed to satisfy constraint: "
                        + "Member must have length greater than or equal to 28"
                ),
                (
                    #""StreamArn":"\#(arn)","ShardFilter":{"ShardId":"\#(shard)"}"#,
                    "Value null at 'shardFilter.type'"
                ),
                (
                    #""StreamArn":"\#(arn)","ShardFilter":{"Type":"CHILD_SHARDS"}"#,
                    "Value null at 'shardFilter.shardId'"
                ),
            ]
            for (members, words) in cases {
                let answer = await api.stream("DescribeStream", members)
                #expect(answer.error == "ValidationException", "\(members)")
                #expect(answer.message?.contains(words) == true, "\(answer)")
            }
        }
    }
}
