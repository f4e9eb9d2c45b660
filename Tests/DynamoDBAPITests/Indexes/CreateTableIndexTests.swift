import DynamoDBAPI
import Testing

/// Definitions of indexes are held to AWS's rules.
@Suite("Indexes in CreateTable") struct CreateTableIndexTests {
    private let invalid = "One or more parameter values were invalid: "

    /// A table with the keys p and c; attributes are written as `name TYPE`.
    private func create(
        _ api: APIHarness, _ members: String, keys: [String] = ["p HASH", "c RANGE"],
        definitions: [String] = ["p", "c", "x"]
    ) async -> Answer {
        let attributes = definitions.map { #"{"AttributeName":"\#($0)","AttributeType":"S"}"# }
            .joined(separator: ",")
        return await api.call(
            "CreateTable",
            #"{"TableName":"abc","BillingMode":"PAY_PER_REQUEST","KeySchema":\#(schema(keys)),"#
                + #""AttributeDefinitions":[\#(attributes)],\#(members)}"#)
    }

    private func schema(_ keys: [String]) -> String {
        let elements = keys.map { key in
            let parts = key.split(separator: " ")
            return #"{"AttributeName":"\#(parts[0])","KeyType":"\#(parts[1])"}"#
        }
        return "[\(elements.joined(separator: ","))]"
    }

    private func index(
        _ keys: [String], _ rest: String = "", named name: String = "idx",
        projection: String = #"{"ProjectionType":"ALL"}"#
    ) -> String {
        #"{"IndexName":"\#(name)","KeySchema":\#(schema(keys)),"Projection":\#(projection)\#(rest)}"#
    }

    private func global(_ indexes: String...) -> String {
        #""GlobalSecondaryIndexes":[\#(indexes.joined(separator: ","))]"#
    }

    private func local(_ indexes: String...) -> String {
        #""LocalSecondaryIndexes":[\#(indexes.joined(separator: ","))]"#
    }

    @Test func `the keys of a global index are of up to four attributes of each kind`() async throws
    {
        let many = (1...5).map { "a\($0)" }
        let cases: [([String], String)] = [
            (["x RANGE"], "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"),
            (
                ["x HASH", "x RANGE"],
                "Both the Hash Key and the Range Key element in the KeySchema have the same name"
            ),
            (
                ["x HASH", "c HASH", "x RANGE"],
                "The KeySchema contains multiple key attributes with the same name"
            ),
            (
                ["x HASH", "c RANGE", "p HASH"],
                invalid + "All HASH key attributes must precede RANGE key attributes in the "
                    + "KeySchema"
            ),
        ]
        try await withAPI { api in
            for (keys, message) in cases {
                let answer = await create(api, global(index(keys)))
                #expect(answer.isValidation(message), "\(answer)")
            }
            for (kind, keys) in [
                ("HASH", many.map { "\($0) HASH" }),
                ("RANGE", ["x HASH"] + many.map { "\($0) RANGE" }),
            ] {
                let used = ["p", "c"] + keys.map { String($0.prefix { $0 != " " }) }
                let answer = await create(api, global(index(keys)), definitions: used)
                #expect(
                    answer.isValidation(
                        invalid + "The KeySchema exceeds the maximum allowed number of \(kind) "
                            + "key attributes"), "\(answer)")
            }
        }
    }

    @Test func `a local index has the table's partition key and a sort key of its own`()
        async throws
    {
        let cases: [([String], String)] = [
            (
                ["x HASH", "c RANGE"],
                invalid + "Index KeySchema does not have the same leading hash key as table "
                    + "KeySchema for index: idx. index hash key: x, table hash key: p"
            ),
            (["p HASH"], invalid + "Index KeySchema does not have a range key for index: idx"),
            (
                ["p HASH", "x HASH"],
                "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"
            ),
        ]
        try await withAPI { api in
            for (keys, message) in cases {
                let definitions =
                    keys.contains { $0.hasPrefix("x") } ? ["p", "c", "x"] : ["p", "c"]
                let answer = await create(api, local(index(keys)), definitions: definitions)
                #expect(answer.isValidation(message), "\(answer)")
            }
            let three = await create(api, local(index(["p HASH", "c RANGE", "x RANGE"])))
            #expect(three.message?.contains("length less than or equal to 2") == true, "\(three)")
            let simple = await create(
                api, local(index(["p HASH", "x RANGE"])), keys: ["p HASH"], definitions: ["p", "x"])
            #expect(
                simple.isValidation(
                    invalid + "Table KeySchema does not have a range key, which is required when "
                        + "specifying a LocalSecondaryIndex"), "\(simple)")
        }
    }

    @Test func `every key attribute has a definition and every definition a key`() async throws {
        try await withAPI { api in
            let missing = await create(api, global(index(["y HASH"])), definitions: ["p", "c"])
            #expect(
                missing.isValidation(
                    invalid + "Some index key attributes are not defined in AttributeDefinitions. "
                        + "Keys: [y], AttributeDefinitions: [p, c]"), "\(missing)")
            let unused = await create(
                api, global(index(["x HASH"], projection: "{}")), definitions: ["p", "c", "x", "y"])
            #expect(
                unused.isValidation(
                    invalid + "Some AttributeDefinitions are not used. "
                        + "AttributeDefinitions: [p, c, x, y], keys used: [p, c, x]"), "\(unused)")
        }
    }

    @Test(arguments: [
        ("{}", "Unknown ProjectionType: null"),
        (
            #"{"ProjectionType":"INCLUDE"}"#,
            "ProjectionType is INCLUDE, but NonKeyAttributes is not specified"
        ),
        (
            #"{"ProjectionType":"ALL","NonKeyAttributes":["a"]}"#,
            "ProjectionType is ALL, but NonKeyAttributes is specified"
        ),
        (
            #"{"ProjectionType":"KEYS_ONLY","NonKeyAttributes":["a"]}"#,
            "ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified"
        ),
        (
            #"{"ProjectionType":"INCLUDE","NonKeyAttributes":["a","b","a"]}"#,
            "Duplicate element in NonKeyAttributes: a"
        ),
    ])
    func `a projection names what it needs and nothing else`(
        projection: String, reason: String
    ) async throws {
        try await withAPI { api in
            let answer = await create(api, global(index(["x HASH"], projection: projection)))
            #expect(answer.isValidation(invalid + reason), "\(answer)")
        }
    }

    @Test func `bad members are named by their place`() async throws {
        try await withAPI { api in
            let answer = await create(
                api,
                global(
                    #"{"IndexName":"a;","KeySchema":[],"Projection":{"ProjectionType":"all","NonKeyAttributes":[]}}"#
                ))
            for place in [
                "indexName", "keySchema", "projection.projectionType",
                "projection.nonKeyAttributes",
            ] {
                #expect(
                    answer.message?.contains("'globalSecondaryIndexes.1.member.\(place)'") == true,
                    "\(answer)")
            }
            let empty = await create(api, local("{}"))
            for place in ["indexName", "keySchema", "projection"] {
                #expect(
                    empty.message?.contains(
                        "Value null at 'localSecondaryIndexes.1.member.\(place)'") == true)
            }
        }
    }

    @Test func `names differ and numbers are bounded`() async throws {
        try await withAPI { api in
            let twice = await create(
                api,
                local(index(["p HASH", "x RANGE"], named: "same")) + ","
                    + global(index(["x HASH"], named: "same")))
            #expect(twice.isValidation(invalid + "Duplicate index name: same"), "\(twice)")
            let globals = (1...21).map { index(["x HASH"], named: "index\($0)") }
            let many = await create(
                api, #""GlobalSecondaryIndexes":[\#(globals.joined(separator: ","))]"#)
            #expect(
                many.isValidation(
                    invalid + "GlobalSecondaryIndex count exceeds the per-table limit of 20"))
            let locals = (1...6).map { index(["p HASH", "x RANGE"], named: "index\($0)") }
            let six = await create(
                api, #""LocalSecondaryIndexes":[\#(locals.joined(separator: ","))]"#)
            #expect(
                six.isValidation(
                    invalid + "Number of LocalSecondaryIndexes exceeds per-table limit of 5"))
        }
    }

    @Test func `an index is paid for as its table is`() async throws {
        let throughput = TableRequests.throughput(1, 1)
        try await withAPI { api in
            let onDemand = await create(api, global(index(["x HASH"], ",\(throughput)")))
            #expect(
                onDemand.isValidation(
                    invalid + "ProvisionedThroughput should not be specified for index: idx when "
                        + "BillingMode is PAY_PER_REQUEST"), "\(onDemand)")
            let ceiling = await create(
                api, global(index(["x HASH"], #","OnDemandThroughput":{"MaxReadRequestUnits":0}"#)))
            #expect(
                ceiling.isValidation(
                    invalid
                        + "Requested MaxReadRequestUnits for OnDemandThroughput for index : idx "
                        + "is outside of valid range"), "\(ceiling)")
        }
    }

    @Test func `an empty list of indexes is refused as empty`() async throws {
        try await withAPI { api in
            for list in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
                let answer = await create(api, #""\#(list)":[]"#, definitions: ["p", "c"])
                #expect(answer.isValidation(invalid + "List of \(list) is empty"), "\(answer)")
            }
            #expect(await api.describe("abc").error == "ResourceNotFoundException")
        }
    }
}
