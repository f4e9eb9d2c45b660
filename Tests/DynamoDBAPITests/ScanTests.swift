import DynamoDBAPI
import Testing

@Suite("Scan") struct ScanTests {
    private func withItems(
        _ count: Int, _ body: (APIHarness) async throws -> Void
    ) async throws {
        try await withAPI { api in
            for number in 0..<count {
                _ = await api.call(
                    "PutItem",
                    #"{"TableName":"simple","Item":{"p":{"S":"k\#(number)"},"x":{"N":"\#(number)"}}}"#
                )
            }
            try await body(api)
        }
    }

    /// Reads all pages of a scan and returns the counts of each.
    private func counts(_ api: APIHarness, _ rest: String) async -> [Int] {
        var counts: [Int] = []
        var start = ""
        repeat {
            let answer = await api.call("Scan", #"{"TableName":"simple"\#(rest)\#(start)}"#)
            counts.append(Int(answer["Count"] ?? "") ?? -1)
            start = answer["LastEvaluatedKey"].map { #","ExclusiveStartKey":\#($0)"# } ?? ""
        } while !start.isEmpty && counts.count < 100
        return counts
    }

    @Test func `a scan reads everything, page by page`() async throws {
        try await withItems(25) { api in
            #expect(await counts(api, "") == [25])
            #expect(await counts(api, #","Limit":10"#) == [10, 10, 5])
        }
    }

    @Test func `segments divide the table without overlap`() async throws {
        try await withItems(40) { api in
            for total in [1, 2, 3, 7] {
                var sum = 0
                for segment in 0..<total {
                    sum += await counts(
                        api, #","Limit":4,"Segment":\#(segment),"TotalSegments":\#(total)"#
                    ).reduce(0, +)
                }
                #expect(sum == 40)
            }
        }
    }

    @Test func `a filter may name the key`() async throws {
        try await withItems(5) { api in
            let answer = await api.call(
                "Scan",
                #"{"TableName":"simple","FilterExpression":"p = :p","ExpressionAttributeValues":{":p":{"S":"k3"}}}"#
            )
            #expect(
                answer.body
                    == #"{"Items":[{"p":{"S":"k3"},"x":{"N":"3"}}],"Count":1,"ScannedCount":5}"#)
        }
    }

    @Test func `a projection shows only what it names`() async throws {
        try await withItems(1) { api in
            let answer = await api.call(
                "Scan",
                #"{"TableName":"simple","ProjectionExpression":"x","Select":"SPECIFIC_ATTRIBUTES"}"#
            )
            #expect(answer["Items"] == #"[{"x":{"N":"0"}}]"#)
        }
    }

    @Test(arguments: [
        (
            #","Limit":0"#,
            "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: "
                + "Member must have value greater than or equal to 1"
        ),
        (
            #","Segment":0"#,
            "The TotalSegments parameter is required but was not present in the request "
                + "when Segment parameter is present"
        ),
        (
            #","TotalSegments":2"#,
            "The Segment parameter is required but was not present in the request "
                + "when parameter TotalSegments is present"
        ),
        (
            #","Segment":7,"TotalSegments":5"#,
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
                + "Segment: 7 is not less than TotalSegments: 5"
        ),
        (
            #","Segment":0,"TotalSegments":1000001"#,
            "1 validation error detected: Value '1000001' at 'totalSegments' failed to satisfy "
                + "constraint: Member must have value less than or equal to 1000000"
        ),
        (
            #","Select":"SPECIFIC_ATTRIBUTES""#,
            "Must specify the AttributesToGet or ProjectionExpression "
                + "when choosing to get SPECIFIC_ATTRIBUTES"
        ),
        (
            #","ExclusiveStartKey":{"p":{"N":"1"}}"#,
            "The provided starting key is invalid: "
                + "The provided key element does not match the schema"
        ),
        (
            #","ExclusiveStartKey":{"p":{"S":"1"},"x":{"S":"1"}}"#,
            "The provided starting key is invalid: "
                + "The provided key element does not match the schema"
        ),
    ])
    func `what may not be asked is refused`(rest: String, message: String) async throws {
        try await withAPI { api in
            let answer = await api.call("Scan", #"{"TableName":"simple"\#(rest)}"#)
            #expect(answer.error == "ValidationException")
            #expect(answer.message == message)
        }
    }

    @Test func `a start key must lie in its segment`() async throws {
        try await withAPI { api in
            var refused = 0
            for segment in 0..<4 {
                let answer = await api.call(
                    "Scan",
                    #"{"TableName":"simple","Segment":\#(segment),"TotalSegments":4,"ExclusiveStartKey":{"p":{"S":"x"}}}"#
                )
                if answer.status == 400 {
                    refused += 1
                    #expect(
                        answer.message
                            == "The provided starting key is invalid: Invalid ExclusiveStartKey. "
                            + "Please use ExclusiveStartKey with correct Segment. "
                            + "TotalSegments: 4 Segment: \(segment)")
                }
            }
            #expect(refused == 3)
        }
    }
}
