import JSON

/// The parts of table requests that most tests repeat.
enum TableRequests {
    static let hashKey = """
        "KeySchema":[{"AttributeName":"p","KeyType":"HASH"}],\
        "AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"}]
        """
    static let onDemand = #""BillingMode":"PAY_PER_REQUEST""#

    static func throughput(_ read: Int64, _ write: Int64) -> String {
        #""ProvisionedThroughput":{"ReadCapacityUnits":\#(read),"WriteCapacityUnits":\#(write)}"#
    }

    static func arn(_ table: String, account: String = "123456789012") -> String {
        "arn:aws:dynamodb:us-east-1:\(account):table/\(table)"
    }
}

extension APIHarness {
    /// CreateTable with a hash key `p`, on demand unless `members` say otherwise.
    func create(
        _ name: String, billing: String = TableRequests.onDemand, _ members: String...
    ) async -> Answer {
        let all = [#""TableName":"\#(name)""#, TableRequests.hashKey, billing] + members
        return await call("CreateTable", "{\(all.filter { !$0.isEmpty }.joined(separator: ","))}")
    }

    func update(_ name: String, _ members: String...) async -> Answer {
        await call(
            "UpdateTable",
            "{\(([#""TableName":"\#(name)""#] + members).joined(separator: ","))}")
    }

    func describe(_ name: String) async -> Answer {
        await call("DescribeTable", #"{"TableName":"\#(name)"}"#)
    }
}

extension Answer {
    /// The node at a path of member names, or `nil`.
    func node(_ path: String...) -> JSONNode? {
        do {
            var node: JSONNode? = try JSONDocument(parsing: body).root
            for name in path { node = node?[name] }
            return node
        } catch {
            return nil
        }
    }

    /// Whether this is a validation error with exactly this message.
    func isValidation(_ expected: String) -> Bool {
        error == "ValidationException" && message == expected
    }
}
