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
            "EXISTS(SELECT * FROM simple.i WHERE p = 'a' AND n = 1)",
            "Operations on indices are not supported in transactions"
        ),
        (
            "EXISTS(SELECT * FROM simple WHERE p IN ['a'] AND n = 1)",
            "EXISTS() must contain a single item read with additional condition"
        ),
    ])
    func `a refusal says which statement it is about`(
        statement: String, message: String
    ) async throws {
        let answer = try await withAPIResult { await $0.transact(statement) }
        #expect(answer.error == "ValidationException")
        #expect(answer.message == "Validation failed in TransactStatements[0]: \(message)")
    }

    private func reasons(_ answer: Answer) -> [String] {
        guard answer.error == "TransactionCanceledException" else { return [answer.description] }
        return answer.node("CancellationReasons")?.elements.map { reason in
            [reason["Code"]?.string, reason["Message"]?.string].compactMap(\.self)
                .joined(separator: ": ")
        } ?? []
    }

    @Test func `writes that name no item are all reported`() async throws {
        let mismatch = "ValidationError: The provided key element does not match the schema"
        try await withAPI { api in
            let answer = await api.transact(
                "UPDATE sorted SET v = 1 WHERE p = 'a'",
                "UPDATE sorted SET v = 1 WHERE p IN ['a'] AND c = 1",
                "UPDATE sorted SET v = 1 WHERE p = 'a' AND c = 1 AND p = 'b'",
                "UPDATE sorted SET v = 1 WHERE p = 'a' AND c = '1'",
                "DELETE FROM sorted WHERE c = 1",
                "INSERT INTO sorted VALUE {'p': 'a'}", "DELETE FROM sorted WHERE p = 'a' AND c = 1")
            #expect(
                reasons(answer) == [
                    mismatch, mismatch, mismatch, mismatch, mismatch,
                    "ValidationError: One or more parameter values were invalid: "
                        + "Missing the key c in the item", "None",
                ])
            let read = "SELECT * FROM sorted WHERE p = 'a' AND c = 1"
            let reads = await api.transact(
                read, read, "SELECT * FROM sorted WHERE p = 1 AND c = 1")
            #expect(reasons(reads) == ["None", "None", mismatch])
        }
    }

    @Test func `missing tables cancel a transaction that is well formed otherwise`() async throws {
        let missing = "ResourceNotFound: Requested resource not found"
        try await withAPI { api in
            let update = "UPDATE nothing SET a = 1 WHERE p = 'a'"
            let writes = await api.transact(
                "\(update) RETURNING ALL NEW *", "DELETE FROM simple WHERE p = 'a'")
            #expect(reasons(writes) == [missing, "None"])
            let reads = await api.transact(
                "SELECT * FROM simple WHERE p = 'a'", "SELECT * FROM nothing.i WHERE p = 'a'")
            #expect(reasons(reads) == ["None", missing])
            let malformed = await api.transact(
                update, "UPDATE simple SET a = 1 WHERE p = 'a' RETURNING ALL NEW *")
            #expect(
                malformed.message
                    == "Validation failed in TransactStatements[1]: "
                    + "RETURNING clause is not supported in ExecuteTransaction.")
        }
    }

    @Test func `what names its key twice names it once, and EXISTS may contradict itself`()
        async throws
    {
        try await withAPI { api in
            await api.fill("a", 2)
            let done = await api.transact(
                "UPDATE sorted SET v = 1 WHERE p = 'a' AND c = 1 AND p = 'a'")
            #expect(done.status == 200)
            let read = await api.transact(
                "SELECT v FROM sorted WHERE (p IN ['a']) AND p = 'a' AND c IN [1]")
            #expect(read["Responses"] == #"[{"Item":{"v":{"N":"1"}}}]"#)
            let failed = await api.transact(
                "EXISTS(SELECT * FROM sorted WHERE p = 'a' AND c = 1 AND p = 'b' AND v = 1)",
                "UPDATE sorted SET v = 2 WHERE p = 'a' AND c = 2")
            #expect(
                reasons(failed) == [
                    "ConditionalCheckFailed: The conditional request failed", "None",
                ])
            let other = await api.transact(
                "SELECT v FROM sorted WHERE p IN ['b'] AND p = 'a' AND c = 1")
            #expect(
                other.message
                    == "Validation failed in TransactStatements[0]: Select statements within "
                    + "ExecuteTransaction must specify the primary key in the where clause.")
        }
    }

    @Test func `a transaction writes four megabytes at most`() async throws {
        try await withAPI { api in
            let value = String(repeating: "x", count: 399_000)
            func statements(_ count: Int) -> [(text: String, members: String)] {
                (0..<count).map { number in
                    (
                        "UPDATE simple SET v = ? WHERE p = '\(number)'",
                        #""Parameters":[{"S":"\#(value)"}]"#
                    )
                }
            }
            let answer = await api.executeAll("ExecuteTransaction", statements(11))
            #expect(answer.message == "Transaction payload size cannot exceed 4194304 bytes")
            let smaller = await api.executeAll("ExecuteTransaction", statements(10))
            #expect(smaller.error == "TransactionCanceledException")
        }
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
