import DynamoDBAPI
import JSON
import TestSupport
import Testing
import TransportSupport

@Suite("ExecuteTransaction") struct ExecuteTransactionTests {
    private func count(_ api: APIHarness) async -> String? {
        await api.call("Scan", #"{"TableName":"simple"}"#)["Count"]
    }

    @Test(arguments: Transport.allCases)
    func `all writes happen, or none`(over transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let done = await api.transact(
                "INSERT INTO simple VALUE {'p': 'a', 'n': 1}",
                "INSERT INTO simple VALUE {'p': 'b'}")
            #expect(done.description == #"200 {"Responses":[]}"#)
            let failed = await api.transact(
                "INSERT INTO simple VALUE {'p': 'a'}", "DELETE FROM simple WHERE p = 'b'",
                "UPDATE simple SET n = 1 WHERE p = 'c'")
            #expect(failed.error == "TransactionCanceledException")
            #expect(
                failed["CancellationReasons"]
                    == #"[{"Code":"DuplicateItem","Message":"Duplicate primary key exists in table"},{"Code":"None"},{"Code":"ConditionalCheckFailed","Message":"The conditional request failed"}]"#
            )
            #expect(await count(api) == "2")
        }
    }

    @Test func `EXISTS is a condition of the other statements`() async throws {
        try await withAPI { api in
            _ = await api.execute("INSERT INTO simple VALUE {'p': 'a', 'n': 1}")
            let write = "INSERT INTO simple VALUE {'p': 'b'}"
            let failed = await api.transact(
                "EXISTS(SELECT * FROM simple WHERE p = 'a' AND n = 2)", write)
            #expect(failed.error == "TransactionCanceledException")
            let done = await api.transact(
                "EXISTS(SELECT * FROM simple WHERE p = 'a' AND n = 1)", write)
            #expect(done.status == 200)
            let bare = await api.transact("EXISTS(SELECT * FROM simple WHERE p = 'a')", write)
            #expect(
                bare.message
                    == "Validation failed in TransactStatements[0]: "
                    + "EXISTS() must contain a single item read with additional condition")
        }
    }

    @Test func `reads are of one moment, each of one item`() async throws {
        try await withAPI { api in
            _ = await api.execute("INSERT INTO simple VALUE {'p': 'a', 'n': 1}")
            let answer = await api.transact(
                "SELECT n FROM simple WHERE p = 'a'", "SELECT * FROM simple WHERE p = 'b'",
                rest: #","ReturnConsumedCapacity":"TOTAL""#)
            #expect(answer["Responses"] == #"[{"Item":{"n":{"N":"1"}}},{}]"#)
            #expect(
                answer["ConsumedCapacity"]
                    == #"[{"TableName":"simple","CapacityUnits":4.0,"ReadCapacityUnits":4.0}]"#)
        }
    }

    @Test(arguments: [
        (
            "SELECT * FROM simple WHERE",
            "Statement wasn't well formed, can't be processed: Unexpected term"
        ),
        (
            "SELECT * FROM simple WHERE n = 1",
            "Select statements within ExecuteTransaction must specify the primary key in the "
                + "where clause."
        ),
        (
            "SELECT * FROM simple.i WHERE p = 'a'",
            "Reads on indices are not supported within transactions."
        ),
        (
            "UPDATE simple SET n = 1 WHERE p = 'a' RETURNING ALL NEW *",
            "RETURNING clause is not supported in ExecuteTransaction."
        ),
        (
            "DELETE FROM simple WHERE n = 1",
            "Where clause does not contain a mandatory equality on all key attributes"
        ),
    ])
    func `a refusal says which statement it is about`(
        statement: String, message: String
    ) async throws {
        let answer = try await withAPIResult { await $0.transact(statement) }
        #expect(answer.error == "ValidationException")
        #expect(answer.message == "Validation failed in TransactStatements[0]: \(message)")
    }

    @Test func `a token makes a repeat harmless`() async throws {
        try await withAPI { api in
            _ = await api.execute("INSERT INTO simple VALUE {'p': 'a', 'n': 0}")
            let rest = #","ClientRequestToken":"t","ReturnConsumedCapacity":"TOTAL""#
            func add(_ amount: Int) async -> Answer {
                await api.transact("UPDATE simple SET n = n + \(amount) WHERE p = 'a'", rest: rest)
            }
            #expect(await add(1)["ConsumedCapacity"]?.contains("WriteCapacityUnits") == true)
            #expect(await add(1)["ConsumedCapacity"]?.contains("ReadCapacityUnits") == true)
            #expect(await add(2).error == "IdempotentParameterMismatchException")
            #expect(
                await api.execute("SELECT n FROM simple WHERE p = 'a'")["Items"]
                    == #"[{"n":{"N":"1"}}]"#)
        }
    }

    @Test func `reads and writes do not mix, nor is an item named twice`() async throws {
        try await withAPI { api in
            let mixed = await api.transact(
                "SELECT * FROM simple WHERE p = 'a'", "DELETE FROM simple WHERE p = 'b'")
            #expect(mixed.error == "ValidationException")
            let twice = await api.transact(
                "DELETE FROM simple WHERE p = 'a'", "INSERT INTO simple VALUE {'p': 'a'}")
            #expect(
                twice.message
                    == "Transaction request cannot include multiple operations on one item"
            )
        }
    }
}
