import DynamoDBAPI
import JSON

/// Requests about a table `clicks` with the key `p`, a string, and `c`, a number, and with indexes.
///
/// Keys of indexes are written as `name KIND`; `n` and `m` are numbers, all other attributes strings.
struct IndexedTable {
    let api: APIHarness

    static func index(
        _ name: String, _ keys: String..., projection: String = "ALL", rest: String = ""
    ) -> String {
        let names = projection.split(separator: " ").dropFirst().map { #""\#($0)""# }
        let kind = projection.prefix { $0 != " " }
        let included =
            names.isEmpty ? "" : #","NonKeyAttributes":[\#(names.joined(separator: ","))]"#
        return #"{"IndexName":"\#(name)","KeySchema":[\#(schema(keys))],"#
            + #""Projection":{"ProjectionType":"\#(kind)"\#(included)}\#(rest)}"#
    }

    private static func schema(_ keys: [String]) -> String {
        keys.map { key in
            let parts = key.split(separator: " ")
            return #"{"AttributeName":"\#(parts[0])","KeyType":"\#(parts[1])"}"#
        }.joined(separator: ",")
    }

    static func definitions(_ names: [String]) -> String {
        let list = names.map { name in
            #"{"AttributeName":"\#(name)","AttributeType":"\#("cnm".contains(name) ? "N" : "S")"}"#
        }
        return #""AttributeDefinitions":[\#(list.joined(separator: ","))]"#
    }

    /// - Parameter attributes: the key attributes of the indexes, besides the table's.
    func create(
        global: [String] = [], local: [String] = [], attributes: [String],
        billing: String = TableRequests.onDemand
    ) async -> Answer {
        var members = [
            #""TableName":"clicks""#,
            #""KeySchema":[\#(IndexedTable.schema(["p HASH", "c RANGE"]))]"#,
            IndexedTable.definitions(["p", "c"] + attributes), billing,
        ]
        for (name, list) in [("GlobalSecondaryIndexes", global), ("LocalSecondaryIndexes", local)]
        where !list.isEmpty {
            members.append(#""\#(name)":[\#(list.joined(separator: ","))]"#)
        }
        return await api.call("CreateTable", "{\(members.joined(separator: ","))}")
    }

    func update(_ updates: String, _ rest: String...) async -> Answer {
        let members = [#""GlobalSecondaryIndexUpdates":[\#(updates)]"#] + rest
        return await api.update("clicks", members.joined(separator: ","))
    }

    /// Stores items that are written as `name=value …`, or with `:` for a number.
    func put(_ items: String..., rest: String = "") async -> [Answer] {
        var answers: [Answer] = []
        for item in items {
            answers.append(
                await api.call(
                    "PutItem", #"{"TableName":"clicks","Item":\#(IndexedTable.item(item))\#(rest)}"#
                ))
        }
        return answers
    }

    func read(_ operation: String, _ index: String, _ rest: String) async -> Answer {
        await api.call(
            operation, #"{"TableName":"clicks","IndexName":"\#(index)"\#(rest)}"#)
    }

    /// A Query whose constants are written as an item's attributes, each as the value of `:name`.
    func query(
        _ index: String, _ condition: String, _ values: String, _ rest: String = ""
    ) async -> Answer {
        let constants = values.split(separator: " ").map { ":\($0)" }.joined(separator: " ")
        return await read(
            "Query", index,
            #","KeyConditionExpression":"\#(condition)","#
                + #""ExpressionAttributeValues":\#(IndexedTable.item(constants))\#(rest)"#)
    }

    /// `a=x c:1` as an item: `{"a":{"S":"x"},"c":{"N":"1"}}`.
    static func item(_ text: String) -> String {
        let members = text.split(separator: " ").map { part in
            let isText = part.contains("=")
            // A placeholder's own colon comes first.
            let name = part.first == ":" ? ":" : ""
            let rest = part.drop { $0 == ":" }
            let sides = rest.split(
                separator: isText ? "=" : ":", maxSplits: 1, omittingEmptySubsequences: false)
            return #""\#(name)\#(sides[0])":{"\#(isText ? "S" : "N")":"\#(sides[1])"}"#
        }
        return "{\(members.joined(separator: ","))}"
    }
}

extension Answer {
    /// The answer's items, each with its attributes in the order of their names: `c:1 p=a`.
    var items: [String] {
        guard let list = node("Items") else { return [] }
        return list.elements.map { item in
            item.members.map { name, value in
                let text = value["S"]?.string
                return text.map { "\(name)=\($0)" } ?? "\(name):\(value["N"]?.string ?? "")"
            }.sorted().joined(separator: " ")
        }
    }

    /// The error and its message; empty where there is none.
    var complaint: String { error.map { "\($0): \(message ?? "")" } ?? "" }
}
