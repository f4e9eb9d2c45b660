import DynamoDBAPI
import JSON
import TestSupport
import Testing

@Suite("ListStreams") struct ListStreamsTests {
    private func arns(_ answer: Answer) -> [String] {
        answer.node("Streams")?.elements.compactMap { $0["StreamArn"]?.string } ?? []
    }

    @Test func `a stream is listed with its table and its label`() async throws {
        try await withAPI { api in
            #expect(await api.stream("ListStreams").body == #"{"Streams":[]}"#)
            let arn = try await api.createStreamed("one")
            #expect(
                await api.stream("ListStreams").body
                    == #"{"Streams":[{"StreamArn":"\#(arn)","TableName":"one","#
                    + #""StreamLabel":"2026-11-18T11:06:40.000"}]}"#)
        }
    }

    @Test func `the streams of one table are told apart from the others`() async throws {
        try await withAPI { api in
            let one = try await api.createStreamed("one")
            _ = try await api.createStreamed("two")
            #expect(arns(await api.stream("ListStreams", #""TableName":"one""#)) == [one])
            for table in ["simple", "nowhere"] {
                let answer = await api.stream("ListStreams", #""TableName":"\#(table)""#)
                #expect(answer.body == #"{"Streams":[]}"#)
            }
        }
    }

    @Test func `pages follow each other by the last ARN`() async throws {
        try await withAPI { api in
            var made: [String] = []
            for name in ["aaa", "bbb", "ccc"] { made.append(try await api.createStreamed(name)) }
            let first = await api.stream("ListStreams", #""Limit":2"#)
            #expect(arns(first) == Array(made.prefix(2)))
            #expect(first.node("LastEvaluatedStreamArn")?.string == made[1])
            let start = #""ExclusiveStartStreamArn":"\#(made[1])""#
            let second = await api.stream("ListStreams", #""Limit":2"#, start)
            #expect(arns(second) == [made[2]])
            #expect(second.node("LastEvaluatedStreamArn") == nil)
            #expect(
                arns(await api.stream("ListStreams", start, #""TableName":"bbb""#)) == [])
        }
    }

    @Test func `a page goes on behind a stream that never was`() async throws {
        try await withAPI { api in
            _ = try await api.createStreamed("aaa")
            let last = try await api.createStreamed("ccc")
            let start = TableRequests.arn("bbb") + "/stream/2015-05-20T20:51:10.252"
            let answer = await api.stream("ListStreams", #""ExclusiveStartStreamArn":"\#(start)""#)
            #expect(arns(answer) == [last])
        }
    }

    @Test func `streams that ended are still listed, the newest of a table first`() async throws {
        try await withAPI { api in
            let first = try await api.createStreamed("one")
            _ = await api.update("one", StreamRequests.off)
            api.clock.advance(seconds: 1)
            let second =
                await api.update("one", StreamRequests.on("KEYS_ONLY"))
                .node("TableDescription", "LatestStreamArn")?.string ?? ""
            let both = [second, first]
            #expect(arns(await api.stream("ListStreams")) == both)
            _ = await api.call("DeleteTable", #"{"TableName":"one"}"#)
            #expect(arns(await api.stream("ListStreams", #""TableName":"one""#)) == both)
            // A table of that name that is made anew has the first stream of the list.
            api.clock.advance(seconds: 1)
            let third = try await api.createStreamed("one")
            _ = try await api.createStreamed("two")
            #expect(
                arns(await api.stream("ListStreams", #""TableName":"one""#)) == [third] + both)
            // Page by page as well.
            var listed: [String] = []
            var start = ""
            repeat {
                let page = await api.stream("ListStreams", #""Limit":1\#(start)"#)
                listed += arns(page)
                start =
                    page.node("LastEvaluatedStreamArn")?.string.map {
                        #","ExclusiveStartStreamArn":"\#($0)""#
                    } ?? ""
            } while !start.isEmpty && listed.count < 10
            #expect(listed == arns(await api.stream("ListStreams")))
            #expect(listed.count == 4)
        }
    }

    @Test func `parameters are held to AWS's bounds`() async throws {
        let cases: [(String, String)] = [
            (#""Limit":0"#, "Member must have value greater than or equal to 1"),
            (#""Limit":101"#, "Member must have value less than or equal to 100"),
            (#""TableName":"a""#, "Member must have length greater than or equal to 3"),
            (#""TableName":"a;b""#, "regular expression pattern: [a-zA-Z0-9_.-]+"),
            (
                #""ExclusiveStartStreamArn":"arn""#,
                "Member must have length greater than or equal to 37"
            ),
            (
                #""ExclusiveStartStreamArn":"\#(String(repeating: "x", count: 50))""#,
                "Invalid StreamArn"
            ),
        ]
        try await withAPI { api in
            for (members, words) in cases {
                let answer = await api.stream("ListStreams", members)
                #expect(answer.error == "ValidationException", "\(members)")
                #expect(answer.message?.contains(words) == true, "\(answer)")
            }
        }
    }

    @Test func `each API answers under its own name only`() async throws {
        try await withAPI { api in
            #expect(await api.call("ListStreams", "{}").error == "UnknownOperationException")
            #expect(await api.stream("ListTables").error == "UnknownOperationException")
        }
    }
}
