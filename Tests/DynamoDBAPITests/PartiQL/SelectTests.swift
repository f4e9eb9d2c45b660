import DynamoDBAPI
import JSON
import TestSupport
import Testing

@Suite("ExecuteStatement: reads") struct SelectTests {
    @Test func `the conditions on a key find what a query finds`() async throws {
        try await withAPI { api in
            await api.fill("a", 5)
            await api.fill("b", 2)
            for (condition, wanted) in [
                ("p = 'a'", "1 2 3 4 5"), ("p = 'a' AND c = 3", "3"), ("c > 3 AND p = 'a'", "4 5"),
                ("p = 'a' AND c BETWEEN 2 AND 4 AND v <> 30", "2 4"), ("p = 'none'", ""),
                ("p = 'a' AND NOT c = 2", "1 3 4 5"), ("p = 'a' AND c IN [1, 5]", "1 5"),
                ("p = 'a' AND v >= 40", "4 5"), ("p IN ['b', 'a', 'b']", "1 2 1 2 3 4 5"),
                ("p = 'b' OR p = 'a' AND c < 2", "1 2 1"),
                ("p = 'a' AND c = 1 OR p = 'a' AND c = 4", "1 4"),
                ("p = 'a' AND v = 10 OR p = 'a' AND v = 50", "1 5"),
                ("p = 'a' AND NOT c = 1 OR p = 'a' AND c = 1 AND v = 10", "1 2 3 4 5"),
                ("p = 'a' AND attribute_exists(v) AND size(p) = 1 AND c IS NUMERIC", "1 2 3 4 5"),
            ] {
                #expect(
                    await api.keys("SELECT * FROM sorted WHERE \(condition)") == wanted,
                    "\(condition)")
            }
        }
    }

    @Test func `a condition without a partition scans the table`() async throws {
        try await withAPI { api in
            await api.fill("a", 3)
            #expect(await api.keys("SELECT * FROM sorted WHERE v = 20") == "2")
            #expect(await api.keys("SELECT * FROM sorted") == "1 2 3")
            #expect(await api.keys("SELECT * FROM sorted WHERE p = 'a' OR v = 20") == "1 2 3")
        }
    }

    @Test func `an order runs both ways, and over several partitions`() async throws {
        try await withAPI { api in
            await api.fill("a", 2)
            await api.fill("b", 1)
            #expect(
                await api.keys("SELECT * FROM sorted WHERE p = 'a' ORDER BY c DESC") == "2 1")
            #expect(await api.keys("SELECT * FROM sorted WHERE p = 'a' ORDER BY c") == "1 2")
            #expect(
                await api.keys(
                    "SELECT * FROM sorted WHERE p IN ['a', 'b'] ORDER BY p DESC, c DESC")
                    == "1 2 1")
        }
    }

    @Test(arguments: [
        (
            "SELECT * FROM sorted ORDER BY c",
            "Must have WHERE clause in the statement when using ORDER BY clause."
        ),
        (
            "SELECT * FROM sorted WHERE v = 1 ORDER BY c",
            "Must have at least one non-optional hash key condition in WHERE clause "
                + "when using ORDER BY clause."
        ),
        (
            "SELECT * FROM sorted WHERE p = 'a' ORDER BY v",
            "Variable reference v in ORDER BY clause must be part of the primary key"
        ),
        (
            "SELECT * FROM sorted WHERE p IN ['a', 'b'] ORDER BY c",
            "Must have hash key in ORDER BY clause when more than one hash key condition "
                + "specified in WHERE clause."
        ),
        (
            "SELECT * FROM sorted WHERE p = 'a' AND x = 1 OR p = 'a' AND c = 2",
            "Overlapping conditions with range keys are not supported in where clause"
        ),
        (
            "SELECT * FROM sorted WHERE p = 1",
            "One or more parameter values were invalid: "
                + "Condition parameter type does not match schema type"
        ),
        ("SELECT * FROM sorted.i WHERE p = 'a'", "The table does not have the specified index"),
    ])
    func `what AWS refuses is refused`(statement: String, message: String) async throws {
        let answer = try await withAPIResult { await $0.execute(statement) }
        #expect(answer.error == "ValidationException")
        #expect(answer.message == message)
    }

    @Test func `columns are shown under their last names`() async throws {
        try await withAPI { api in
            _ = await api.execute(
                "INSERT INTO simple VALUE {'p': 'a', 'm': {'x': {'y': 1}}, 'l': ['z']}")
            let answer = await api.execute("SELECT m.x.y, l[0], none FROM simple WHERE p = 'a'")
            #expect(answer["Items"] == #"[{"l[0]":{"S":"z"},"y":{"N":"1"}}]"#)
        }
    }

    @Test func `pages follow each other through all partitions`() async throws {
        try await withAPI { api in
            await api.fill("a", 3)
            await api.fill("b", 2)
            for statement in ["SELECT c FROM sorted", "SELECT c FROM sorted WHERE p IN ['a', 'b']"]
            {
                var found: [String] = []
                var members = #""Limit":2"#
                var pages = 0
                while pages < 10 {
                    let answer = await api.execute(statement, members)
                    pages += 1
                    found += answer.node("Items")?.elements.map(\.rawBytes.count.description) ?? []
                    guard let token = answer.node("NextToken")?.string else { break }
                    members = #""Limit":2,"NextToken":"\#(token)""#
                }
                #expect(found.count == 5, "\(statement)")
                #expect(pages > 2 && pages < 10)
            }
        }
    }

    @Test func `a token is good for its own statement only`() async throws {
        try await withAPI { api in
            await api.fill("a", 3)
            let first = await api.execute("SELECT * FROM sorted", #""Limit":1"#)
            let token = try #require(first.node("NextToken")?.string)
            #expect(first["LastEvaluatedKey"] == #"{"c":{"N":"1"},"p":{"S":"a"}}"#)
            let other = await api.execute(
                "SELECT c FROM sorted", #""NextToken":"\#(token)""#)
            #expect(other.message == "NextToken does not match request")
            let broken = await api.execute("SELECT * FROM sorted", #""NextToken":"AAAA""#)
            #expect(broken.message == "Invalid NextToken")
        }
    }

    @Test func `no request needs more than fifty reads`() async throws {
        let keys = (1...60).map { "'\($0)'" }.joined(separator: ", ")
        let answer = try await withAPIResult {
            await $0.execute("SELECT * FROM simple WHERE p IN [\(keys)]")
        }
        #expect(answer.message == "Too many decomposed read operations for a given query.")
    }
}
