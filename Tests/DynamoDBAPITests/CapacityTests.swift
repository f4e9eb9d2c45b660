import DynamoDBAPI
import Testing

@Suite("Capacity") struct CapacityTests {
    /// An item of exactly `bytes`: names p and t, a key of one letter.
    private func item(_ key: String, bytes: Int) -> String {
        #"{"p":{"S":"\#(key)"},"t":{"S":"\#(String(repeating: "x", count: bytes - 3))"}}"#
    }

    private func put(_ api: APIHarness, bytes: Int) async -> String? {
        await api.call(
            "PutItem",
            #"{"TableName":"simple","Item":\#(item("a", bytes: bytes)),"ReturnConsumedCapacity":"TOTAL"}"#
        )["ConsumedCapacity"]
    }

    private func capacity(_ units: String) -> String {
        #"{"TableName":"simple","CapacityUnits":\#(units)}"#
    }

    @Test func `a write costs a unit per KiB begun of the larger image`() async throws {
        try await withAPI { api in
            #expect(await put(api, bytes: 1024) == capacity("1.0"))
            #expect(await put(api, bytes: 1025) == capacity("2.0"))
            #expect(await put(api, bytes: 100) == capacity("2.0"))
            #expect(await put(api, bytes: 100) == capacity("1.0"))
        }
    }

    @Test func `a read costs a unit per 4 KiB begun, half when it need not be consistent`()
        async throws
    {
        try await withAPI { api in
            func get(_ consistent: Bool, _ key: String = "a") async -> String? {
                await api.call(
                    "GetItem",
                    #"{"TableName":"simple","Key":{"p":{"S":"\#(key)"}},"ConsistentRead":\#(consistent),"ProjectionExpression":"p","ReturnConsumedCapacity":"TOTAL"}"#
                )["ConsumedCapacity"]
            }
            _ = await put(api, bytes: 4096)
            #expect(await get(true) == capacity("1.0"))
            #expect(await get(false) == capacity("0.5"))
            _ = await put(api, bytes: 4097)
            #expect(await get(true) == capacity("2.0"))
            #expect(await get(false) == capacity("1.0"))
            #expect(await get(true, "missing") == capacity("1.0"))
            #expect(await get(false, "missing") == capacity("0.5"))
        }
    }

    @Test func `a scan costs a unit at least for each part of the table that it asks`() async throws
    {
        try await withAPI { api in
            func scan(_ rest: String) async -> String? {
                await api.call(
                    "Scan", #"{"TableName":"simple","ReturnConsumedCapacity":"TOTAL"\#(rest)}"#)[
                        "ConsumedCapacity"]
            }
            _ = await put(api, bytes: 100)
            #expect(await scan("") == capacity("2.0"))
            #expect(await scan(#","ConsistentRead":true"#) == capacity("4.0"))
            #expect(await scan(#","Limit":1"#) == capacity("0.5"))
            #expect(await scan(#","Segment":0,"TotalSegments":2"#) == capacity("1.0"))
        }
    }

    @Test func `deleting what is missing costs one unit`() async throws {
        try await withAPI { api in
            let answer = await api.call(
                "DeleteItem",
                #"{"TableName":"simple","Key":{"p":{"S":"a"}},"ReturnConsumedCapacity":"INDEXES"}"#)
            #expect(
                answer["ConsumedCapacity"]
                    == #"{"TableName":"simple","CapacityUnits":1.0,"Table":{"CapacityUnits":1.0}}"#)
        }
    }

    @Test func `a page is rounded once`() async throws {
        try await withAPI { api in
            for number in 0..<3 {
                _ = await api.call(
                    "PutItem",
                    #"{"TableName":"sorted","Item":{"p":{"S":"a"},"c":{"N":"\#(number)"},"t":{"S":"\#(String(repeating: "x", count: 2000))"}}}"#
                )
            }
            let answer = await api.call(
                "Query",
                #"{"TableName":"sorted","KeyConditionExpression":"p = :p","ExpressionAttributeValues":{":p":{"S":"a"}},"Select":"COUNT","ConsistentRead":true,"ReturnConsumedCapacity":"TOTAL"}"#
            )
            #expect(answer["ConsumedCapacity"] == #"{"TableName":"sorted","CapacityUnits":2.0}"#)
            let empty = await api.call(
                "Query",
                #"{"TableName":"sorted","KeyConditionExpression":"p = :p","ExpressionAttributeValues":{":p":{"S":"b"}},"ReturnConsumedCapacity":"TOTAL"}"#
            )
            #expect(empty["ConsumedCapacity"] == #"{"TableName":"sorted","CapacityUnits":0.5}"#)
        }
    }

    @Test func `a batch costs the sum of its items, per table`() async throws {
        try await withAPI { api in
            let write = await api.call(
                "BatchWriteItem",
                #"{"RequestItems":{"simple":[{"PutRequest":{"Item":\#(item("a", bytes: 1025))}},{"DeleteRequest":{"Key":{"p":{"S":"z"}}}}]},"ReturnConsumedCapacity":"TOTAL"}"#
            )
            #expect(write["ConsumedCapacity"] == "[\(capacity("3.0"))]")
            let read = await api.call(
                "BatchGetItem",
                #"{"RequestItems":{"simple":{"Keys":[{"p":{"S":"a"}},{"p":{"S":"z"}},{"p":{"S":"y"}}]}},"ReturnConsumedCapacity":"TOTAL"}"#
            )
            #expect(read["ConsumedCapacity"] == "[\(capacity("1.5"))]")
        }
    }

    @Test func `a transaction costs double, and its replay as a read`() async throws {
        try await withAPI { api in
            func write(_ detail: String) async -> String? {
                await api.call(
                    "TransactWriteItems",
                    #"{"TransactItems":[{"Put":{"TableName":"simple","Item":\#(item("a", bytes: 1025))}}],"ClientRequestToken":"t","ReturnConsumedCapacity":"\#(detail)"}"#
                )["ConsumedCapacity"]
            }
            #expect(
                await write("TOTAL")
                    == #"[{"TableName":"simple","CapacityUnits":4.0,"WriteCapacityUnits":4.0}]"#)
            #expect(
                await write("INDEXES")
                    == #"[{"TableName":"simple","CapacityUnits":2.0,"ReadCapacityUnits":2.0,"Table":{"CapacityUnits":2.0,"ReadCapacityUnits":2.0}}]"#
            )
            let read = await api.call(
                "TransactGetItems",
                #"{"TransactItems":[{"Get":{"TableName":"simple","Key":{"p":{"S":"a"}}}}],"ReturnConsumedCapacity":"TOTAL"}"#
            )
            #expect(
                read["ConsumedCapacity"]
                    == #"[{"TableName":"simple","CapacityUnits":2.0,"ReadCapacityUnits":2.0}]"#)
        }
    }
}
