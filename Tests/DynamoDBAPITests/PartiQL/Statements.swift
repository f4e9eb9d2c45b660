import DynamoDBAPI
import JSON
import Testing

/// Statements as requests, which tests repeat.
extension APIHarness {
    /// ExecuteStatement; `members` are those of the request beside the statement.
    func execute(_ statement: String, _ members: String...) async -> Answer {
        let all = [#""Statement":\#(Statements.quoted(statement))"#] + members
        return await call("ExecuteStatement", "{\(all.joined(separator: ","))}")
    }

    /// BatchExecuteStatement or ExecuteTransaction of statements, each with other members behind it.
    func executeAll(
        _ operation: String, _ statements: [(text: String, members: String)], _ rest: String = ""
    ) async -> Answer {
        let entries = statements.map { statement in
            let members = statement.members.isEmpty ? "" : ",\(statement.members)"
            return #"{"Statement":\#(Statements.quoted(statement.text))\#(members)}"#
        }
        let name = operation == "ExecuteTransaction" ? "TransactStatements" : "Statements"
        return await call(
            operation, #"{"\#(name)":[\#(entries.joined(separator: ","))]\#(rest)}"#)
    }

    func transact(_ statements: String..., rest: String = "") async -> Answer {
        await executeAll("ExecuteTransaction", statements.map { ($0, "") }, rest)
    }

    func batch(_ statements: String..., rest: String = "") async -> Answer {
        await executeAll("BatchExecuteStatement", statements.map { ($0, "") }, rest)
    }

    /// Items `p` = `a`, `c` = 1…count in `sorted`, with `v` = 10 times that.
    func fill(_ partition: String = "a", _ count: Int = 3) async {
        for number in 1...count {
            let answer = await execute(
                "INSERT INTO sorted VALUE {'p': '\(partition)', 'c': \(number), 'v': \(number)0}")
            #expect(answer.description == #"200 {"Items":[]}"#)
        }
    }

    /// The sort keys of the items of an answer, in their order.
    func keys(_ statement: String, _ members: String...) async -> String {
        let all = [#""Statement":\#(Statements.quoted(statement))"#] + members
        let answer = await call("ExecuteStatement", "{\(all.joined(separator: ","))}")
        guard let items = answer.node("Items")?.elements else { return answer.description }
        return items.map { $0["c"]?["N"]?.string ?? "?" }.joined(separator: " ")
    }
}

enum Statements {
    static func quoted(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
        return "\"\(escaped)\""
    }
}
