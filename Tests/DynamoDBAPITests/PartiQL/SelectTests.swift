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
                ("p = 'a' AND v >= 40", "4 5"), ("p IN ['b', 'a']", "1 2 1 2 3 4 5"),
                ("p = 'b' OR p = 'a' AND c < 2", "1 2 1"),
                ("p = 'a' AND c = 1 OR p = 'a' AND c = 4", "1 4"),
                ("p = 'a' AND (c < 2 OR c > 4 OR c = 3)", "1 5 3"),
                ("p IN ['a', 'b'] AND c IN [2, 9]", "2 2"),
                ("p = 'a' AND c > 1 AND c < 3 OR p = 'a' AND c > 3 AND c < 5", "2 4"),
                ("p = 'a' AND p = 'a' AND c = 1 AND c >= 1", "1"), ("p = 'a' AND p = 'b'", ""),
                ("p = 'a' OR p = 'a' AND NOT c = 1", "1 2 3 4 5"),
                ("p = 'a' AND NOT c IN [1, 2] OR p = 'a' AND c = 3", "3 4 5"), ("p > 1", ""),
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

    @Test func `ranges of one partition come in the order that is asked for`() async throws {
        try await withAPI { api in
            await api.fill("a", 6)
            await api.fill("b", 2)
            let ranges = "p = 'a' AND (c > 4 OR c = 3 OR c < 2)"
            for (rest, wanted) in [
                ("\(ranges) ORDER BY c", "1 3 5 6"), ("\(ranges) ORDER BY c DESC", "6 5 3 1"),
                ("p IN ['b', 'a'] AND c IN [2, 1] ORDER BY p", "1 2 1 2"),
                ("p IN ['a', 'b'] AND c IN [1, 2] ORDER BY p DESC, c DESC", "2 1 2 1"),
            ] {
                let statement = "SELECT * FROM sorted WHERE \(rest)"
                #expect(await api.keys(statement) == wanted, "\(rest)")
                var found: [String] = []
                var members = #""Limit":1"#
                for _ in 1...12 {
                    let answer = await api.execute(statement, members)
                    let items = answer.node("Items")?.elements
                    found += items?.map { $0["c"]?["N"]?.string ?? "?" } ?? []
                    guard let token = answer.node("NextToken")?.string else { break }
                    members = #""Limit":1,"NextToken":"\#(token)""#
                }
                #expect(found.joined(separator: " ") == wanted, "\(rest), page by page")
            }
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
            "Key attribute's data type should match its data type in table's schema: Key p"
        ),
        (
            "SELECT * FROM sorted WHERE p = 'a' AND c IN [1, '2']",
            "Key attribute's data type should match its data type in table's schema: Key c"
        ),
        (
            "SELECT * FROM sorted WHERE p = true",
            "Key value must be of type S, N, or B. Key name: p, Key type: BOOL"
        ),
        (
            "SELECT * FROM sorted WHERE p IN ['a', 'a']",
            "Overlapping conditions with range keys are not supported in where clause"
        ),
        (
            "SELECT * FROM sorted WHERE p = 'a' AND (c > 1 OR c < 5)",
            "Overlapping conditions with range keys are not supported in where clause"
        ),
        (
            "SELECT * FROM sorted WHERE p = 'a' AND v = 10 OR p = 'a' AND v = 50",
            "Overlapping conditions with range keys are not supported in where clause"
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
        try await withAPI { api in
            func keys(_ count: Int) -> String {
                (1...count).map { "'\($0)'" }.joined(separator: ", ")
            }
            for condition in [
                "p IN [\(keys(51))]", "p IN [\(keys(26))] AND c IN [1, 2]",
                "p = 'a' AND c IN [\((1...51).map(String.init).joined(separator: ", "))]",
            ] {
                #expect(
                    await api.execute("SELECT * FROM sorted WHERE \(condition)").message
                        == "Too many decomposed read operations for a given query.")
            }
            for condition in ["p IN [\(keys(50))]", "p IN [\(keys(51))] OR v = 1"] {
                #expect(
                    await api.execute("SELECT * FROM sorted WHERE \(condition)").status == 200)
            }
        }
    }

    @Test func `each read of a page is charged, and a page has a megabyte of all of them`()
        async throws
    {
        try await withAPI { api in
            await api.fill("a", 3)
            let several = await api.execute(
                "SELECT * FROM sorted WHERE p = 'a' AND c IN [1, 2, 9]",
                #""ReturnConsumedCapacity":"TOTAL""#)
            #expect(
                several["ConsumedCapacity"] == #"{"TableName":"sorted","CapacityUnits":1.5}"#)
            let large = String(repeating: "x", count: 390_000)
            for partition in ["x", "y"] {
                for number in 1...3 {
                    let made = await api.execute(
                        "INSERT INTO sorted VALUE {'p': '\(partition)', 'c': \(number), 'v': ?}",
                        #""Parameters":[{"S":"\#(large)"}]"#)
                    #expect(made.status == 200)
                }
            }
            #expect(
                await api.keys("SELECT c FROM sorted WHERE p IN ['x', 'y'] AND c < 3") == "1 2 1")
        }
    }

    @Test func `one item is read as GetItem reads it, whatever else is asked of it`() async throws {
        try await withAPI { api in
            await api.fill("a", 1)
            let all = "SELECT v FROM sorted WHERE p = 'a' AND c = 1"
            for (rest, items) in [
                ("", #"[{"v":{"N":"10"}}]"#), (" AND v = 10", #"[{"v":{"N":"10"}}]"#),
                (" AND v = 11", "[]"), (" AND c > 1", "[]"),
            ] {
                let answer = await api.execute(
                    all + rest, #""Limit":1"#, #""ConsistentRead":true"#,
                    #""ReturnConsumedCapacity":"TOTAL""#)
                #expect(answer["Items"] == items, "\(rest)")
                #expect(answer["NextToken"] == nil)
                #expect(
                    answer["ConsumedCapacity"] == #"{"TableName":"sorted","CapacityUnits":1.0}"#)
            }
        }
    }
}
