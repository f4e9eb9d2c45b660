import DynamoDBAPI
import JSON
import TestSupport
import Testing
import TransportSupport

@Suite("BatchExecuteStatement") struct BatchExecuteStatementTests {
    @Test(arguments: Transport.allCases)
    func `each statement has its own outcome`(over transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            _ = await api.execute("INSERT INTO simple VALUE {'p': 'a', 'n': 1}")
            let answer = await api.batch(
                "INSERT INTO simple VALUE {'p': 'a'}", "INSERT INTO simple VALUE {'p': 'b'}",
                "UPDATE simple SET n = 2 WHERE p = 'a' AND n = 5", "SLECT * FROM simple",
                "DELETE FROM simple WHERE p = 'a' RETURNING ALL OLD *",
                "DELETE FROM nothing WHERE p = 'a'")
            #expect(
                answer["Responses"]
                    == #"[{"TableName":"simple","Error":{"Code":"DuplicateItem","Message":"Duplicate primary key exists in table"}},"#
                    + #"{"TableName":"simple"},"#
                    + #"{"TableName":"simple","Error":{"Code":"ConditionalCheckFailed","Message":"The conditional request failed"}},"#
                    + #"{"Error":{"Code":"ValidationError","Message":"Statement wasn't well formed, can't be processed: Expected data manipulation"}},"#
                    + #"{"TableName":"simple","Item":{"n":{"N":"1"},"p":{"S":"a"}}},"#
                    + #"{"TableName":"nothing","Error":{"Code":"ResourceNotFound","Message":"Requested resource not found"}}]"#
            )
        }
    }

    @Test func `a SELECT names one item`() async throws {
        try await withAPI { api in
            await api.fill("a", 1)
            let needsKey =
                "Select statements within BatchExecuteStatement must specify the primary key in "
                + "the where clause."
            let answer = await api.batch(
                "SELECT v FROM sorted WHERE p = 'a' AND c = 1",
                "SELECT * FROM sorted WHERE p = 'a' AND c = 2",
                "SELECT * FROM sorted WHERE p = 'a'",
                "SELECT * FROM sorted.i WHERE p = 'a' AND c = 1",
                "SELECT * FROM sorted WHERE p = 'a' AND c = 1 AND attribute_exists(v)",
                rest: #","ReturnConsumedCapacity":"TOTAL""#)
            let responses = try #require(answer.node("Responses")?.elements, "\(answer)")
            let elements = Array(responses)
            #expect(elements[0]["Item"]?["v"]?["N"]?.string == "10")
            #expect(elements[1]["Item"] == nil && elements[1]["Error"] == nil)
            for element in elements[2...] {
                #expect(element["Error"]?["Code"]?.string == "ValidationError")
                #expect(element["Error"]?["Message"]?.string == needsKey)
            }
            #expect(
                answer["ConsumedCapacity"] == #"[{"TableName":"sorted","CapacityUnits":1.0}]"#)
        }
    }

    @Test func `reads and writes do not mix, and a batch has one to 25 statements`() async throws {
        try await withAPI { api in
            let mixed = await api.batch(
                "SELECT * FROM simple WHERE p = 'a'", "DELETE FROM simple WHERE p = 'a'")
            #expect(mixed.error == "ValidationException")
            #expect(
                await api.call("BatchExecuteStatement", #"{"Statements":[]}"#).error
                    == "ValidationException")
            let many = Array(repeating: ("DELETE FROM simple WHERE p = 'a'", ""), count: 26)
            let answer = await api.executeAll("BatchExecuteStatement", many)
            #expect(answer.message?.contains("less than or equal to 25") == true)
        }
    }
}
