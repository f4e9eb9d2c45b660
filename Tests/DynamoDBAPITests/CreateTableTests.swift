import DynamoDBAPI
import JSON
import Testing

@Suite("CreateTable") struct CreateTableTests {
    @Test func `the answer describes the table, which is active`() async throws {
        try await withAPI { api in
            let answer = await api.call(
                "CreateTable",
                """
                {"TableName":"music","BillingMode":"PAY_PER_REQUEST",\
                "KeySchema":[{"AttributeName":"artist","KeyType":"HASH"},\
                {"AttributeName":"year","KeyType":"RANGE"}],\
                "AttributeDefinitions":[{"AttributeName":"year","AttributeType":"N"},\
                {"AttributeName":"artist","AttributeType":"S"}],\
                "StreamSpecification":{"StreamEnabled":false},\
                "SSESpecification":{"Enabled":false}}
                """)
            let id = try #require(answer.node("TableDescription", "TableId")?.string)
            #expect(
                answer.body == """
                    {"TableDescription":{"AttributeDefinitions":[\
                    {"AttributeName":"artist","AttributeType":"S"},\
                    {"AttributeName":"year","AttributeType":"N"}],\
                    "KeySchema":[{"AttributeName":"artist","KeyType":"HASH"},\
                    {"AttributeName":"year","KeyType":"RANGE"}],\
                    "TableName":"music","TableStatus":"ACTIVE","CreationDateTime":1795000000.0,\
                    "ProvisionedThroughput":{"NumberOfDecreasesToday":0,"ReadCapacityUnits":0,\
                    "WriteCapacityUnits":0},"BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST",\
                    "LastUpdateToPayPerRequestDateTime":1795000000.0},\
                    "TableThroughputModeSummary":{"TableThroughputMode":"PAY_PER_REQUEST",\
                    "LastUpdateToPayPerRequestDateTime":1795000000.0},\
                    "WarmThroughput":{"ReadUnitsPerSecond":12000,"WriteUnitsPerSecond":4000,\
                    "Status":"ACTIVE"},"TableSizeBytes":0,\
                    "ItemCount":0,"TableArn":"\(TableRequests.arn("music"))","TableId":"\(id)",\
                    "DeletionProtectionEnabled":false}}
                    """)
            let described = await api.describe("music")
            #expect(described.body == #"{"Table":"# + answer.body.dropFirst(20))
            let put = await api.call(
                "PutItem",
                #"{"TableName":"music","Item":{"artist":{"S":"a"},"year":{"N":"1"}}}"#)
            #expect(put.body == "{}")
        }
    }

    @Test func `each table gets a random UUID of version 4`() async throws {
        try await withAPI { api in
            var seen: Set<String> = []
            for number in 0..<5 {
                let answer = await api.create("table\(number)")
                let id = try #require(answer.node("TableDescription", "TableId")?.string)
                #expect(
                    id.wholeMatch(
                        of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/)
                        != nil)
                seen.insert(id)
            }
            #expect(seen.count == 5)
        }
    }

    @Test func `options are kept and told again`() async throws {
        try await withAPI { api in
            let answer = await api.create(
                "options", billing: TableRequests.throughput(3, 4),
                #""TableClass":"STANDARD_INFREQUENT_ACCESS""#,
                #""DeletionProtectionEnabled":true"#)
            for table in [
                answer.node("TableDescription"), await api.describe("options").node("Table"),
            ] {
                #expect(table?["ProvisionedThroughput"]?["ReadCapacityUnits"]?.integer == 3)
                #expect(table?["ProvisionedThroughput"]?["WriteCapacityUnits"]?.integer == 4)
                #expect(table?["BillingModeSummary"] == nil)
                #expect(
                    table?["TableClassSummary"]?["TableClass"]?.string
                        == "STANDARD_INFREQUENT_ACCESS")
                #expect(table?["DeletionProtectionEnabled"]?.boolean == true)
            }
            _ = await api.create(
                "ceilings", #""OnDemandThroughput":{"MaxReadRequestUnits":10}"#)
            let onDemand = await api.describe("ceilings").node("Table", "OnDemandThroughput")
            #expect(onDemand?["MaxReadRequestUnits"]?.integer == 10)
            #expect(onDemand?["MaxWriteRequestUnits"] == nil)
        }
    }

    @Test func `a name that is taken is refused`() async throws {
        try await withAPI { api in
            #expect(await api.create("twice").status == 200)
            let again = await api.create("twice")
            #expect(again.error == "ResourceInUseException")
            #expect(again.message == "Table already exists: twice")
        }
    }

    @Test func `a missing table name is told alone and in its own words`() async throws {
        try await withAPI { api in
            for members in ["", #""TableName":null"#, #""KeySchema":[],"BillingMode":"A""#] {
                let missing = await api.call("CreateTable", "{\(members)}")
                #expect(
                    missing.isValidation(
                        "The parameter 'TableName' is required but was not present in the request"))
            }
            let longest = await api.create(String(repeating: "x", count: 255))
            #expect(longest.status == 200)
        }
    }

    @Test func `what is wrong with the table name is collected like everything else`()
        async throws
    {
        let short = "Member must have length greater than or equal to 3"
        let long = "Member must have length less than or equal to 255"
        let pattern = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
        try await withAPI { api in
            for (name, demands) in [
                ("ab", [short]), ("", [short, pattern]), ("a;", [short, pattern]),
                ("abc;", [pattern]), (String(repeating: "x", count: 256), [long]),
                (String(repeating: ";", count: 256), [long, pattern]),
            ] {
                let answer = await api.create(name)
                let noun = demands.count == 1 ? "error" : "errors"
                let told = demands.map {
                    "Value '\(name)' at 'tableName' failed to satisfy constraint: \($0)"
                }
                #expect(
                    answer.isValidation(
                        "\(demands.count) validation \(noun) detected: "
                            + told.joined(separator: "; ")), "\(answer)")
            }
            let several = await api.call(
                "CreateTable",
                #"{"TableName":"ab","AttributeDefinitions":[],"KeySchema":[],"BillingMode":"A"}"#)
            #expect(
                several.message?.hasPrefix(
                    "3 validation errors detected: Value 'ab' at 'tableName'") == true, "\(several)"
            )
        }
    }

    @Test func `keys too many are quoted as AWS quotes structures`() async throws {
        try await withAPI { api in
            let keys = ["pk HASH", "sk RANGE", "x RANGE"].map { key in
                let parts = key.split(separator: " ")
                return #"{"AttributeName":"\#(parts[0])","KeyType":"\#(parts[1])"}"#
            }
            let answer = await api.call(
                "CreateTable",
                #"{"TableName":"abc","AttributeDefinitions":[],"BillingMode":"PAY_PER_REQUEST","#
                    + #""KeySchema":[\#(keys.joined(separator: ","))]}"#)
            #expect(
                answer.isValidation(
                    "1 validation error detected: Value "
                        + "'[KeySchemaElement(attributeName=pk, keyType=HASH), "
                        + "KeySchemaElement(attributeName=sk, keyType=RANGE), "
                        + "KeySchemaElement(attributeName=x, keyType=RANGE)]' at 'keySchema' failed "
                        + "to satisfy constraint: Member must have length less than or equal to 2"),
                "\(answer)")
        }
    }

    @Test func `broken constraints come in one message that also names the table name`()
        async throws
    {
        try await withAPI { api in
            let answer = await api.call("CreateTable", #"{"TableName":"abc;"}"#)
            #expect(
                answer.isValidation(
                    "3 validation errors detected: Value null at 'attributeDefinitions' failed to "
                        + "satisfy constraint: Member must not be null; Value 'abc;' at "
                        + "'tableName' failed to satisfy constraint: Member must satisfy regular "
                        + "expression pattern: [a-zA-Z0-9_.-]+; Value null at 'keySchema' failed "
                        + "to satisfy constraint: Member must not be null"))
        }
    }

    @Test(arguments: [
        (
            #""AttributeDefinitions":[{}],"KeySchema":[]"#,
            [
                "'attributeDefinitions.1.member.attributeName'",
                "'attributeDefinitions.1.member.attributeType'",
                "at 'keySchema' failed to satisfy constraint: Member must have length greater",
            ]
        ),
        (
            #""AttributeDefinitions":[{"AttributeName":"p","AttributeType":"BOOL"}],"#
                + #""KeySchema":[{"AttributeName":"p","KeyType":"Hash"}]"#,
            [
                "Value 'BOOL' at 'attributeDefinitions.1.member.attributeType'",
                "enum value set: [B, N, S]",
                "Value 'Hash' at 'keySchema.1.member.keyType'", "enum value set: [HASH, RANGE]",
            ]
        ),
        (
            #""BillingMode":"pay","ProvisionedThroughput":{"ReadCapacityUnits":0}"#,
            [
                "enum value set: [PROVISIONED, PAY_PER_REQUEST]",
                "Value null at 'provisionedThroughput.writeCapacityUnits'",
                "Value '0' at 'provisionedThroughput.readCapacityUnits' failed to satisfy "
                    + "constraint: Member must have value greater than or equal to 1",
            ]
        ),
    ])
    func `each broken member is named with what it should be`(
        members: String, fragments: [String]
    ) async throws {
        let answer = try await withAPIResult { api in
            await api.call("CreateTable", #"{"TableName":"abc",\#(members)}"#)
        }
        #expect(answer.error == "ValidationException")
        for fragment in fragments {
            #expect(answer.message?.contains(fragment) == true, "\(answer)")
        }
    }

    @Test func `a member of the wrong kind is a serialization error`() async throws {
        try await withAPI { api in
            for members in [
                #""KeySchema":{}"#, #""DeletionProtectionEnabled":"yes""#,
                #""KeySchema":[3]"#, #""Tags":{"a":"b"}"#,
            ] {
                let answer = await api.call("CreateTable", #"{"TableName":"abc",\#(members)}"#)
                #expect(answer.error == "SerializationException", "\(members)")
            }
        }
    }

    /// Key schema, definitions, and what AWS says of them.
    @Test(arguments: [
        (
            ["a HASH", "a HASH"], ["a"],
            "Invalid KeySchema: Some index key attribute have no definition"
        ),
        (["a HASH"], [], "Invalid KeySchema: Some index key attribute have no definition"),
        (
            ["a HASH", "b RANGE"], ["b"],
            "Invalid KeySchema: Some index key attribute have no definition"
        ),
        (
            ["a HASH"], ["b"],
            "One or more parameter values were invalid: Some index key attributes are not "
                + "defined in AttributeDefinitions. Keys: [a], AttributeDefinitions: [b]"
        ),
        (
            ["a HASH", "a HASH"], ["a", "b"],
            "Both the Hash Key and the Range Key element in the KeySchema have the same name"
        ),
        (
            ["a HASH", "b HASH"], ["a", "b"],
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"
        ),
        (
            ["a RANGE", "b HASH"], ["a", "b"],
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"
        ),
        (
            ["a RANGE"], ["a"],
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"
        ),
        (
            ["a HASH"], ["a", "b"],
            "One or more parameter values were invalid: Number of attributes in KeySchema does "
                + "not exactly match number of attributes defined in AttributeDefinitions"
        ),
        (
            ["a HASH"], ["a", "a"],
            "Attribute Name is duplicated: a"
        ),
    ])
    func `keys and their definitions must fit`(
        keys: [String], definitions: [String], message: String
    ) async throws {
        let schema = keys.map { key in
            let parts = key.split(separator: " ")
            return #"{"AttributeName":"\#(parts[0])","KeyType":"\#(parts[1])"}"#
        }.joined(separator: ",")
        let attributes = definitions.map { #"{"AttributeName":"\#($0)","AttributeType":"S"}"# }
            .joined(separator: ",")
        let answer = try await withAPIResult { api in
            await api.call(
                "CreateTable",
                #"{"TableName":"abc","BillingMode":"PAY_PER_REQUEST","KeySchema":[\#(schema)],"#
                    + #""AttributeDefinitions":[\#(attributes)]}"#)
        }
        #expect(answer.isValidation(message), "\(answer)")
    }

    @Test func `billing mode and throughput must agree`() async throws {
        let invalid = "One or more parameter values were invalid: "
        let cases: [(String, String)] = [
            (
                "",
                invalid + "ReadCapacityUnits and WriteCapacityUnits must both be specified "
                    + "when BillingMode is PROVISIONED"
            ),
            (
                #""BillingMode":"PROVISIONED""#,
                invalid + "ReadCapacityUnits and WriteCapacityUnits must both be specified "
                    + "when BillingMode is PROVISIONED"
            ),
            (
                #""BillingMode":"PAY_PER_REQUEST",\#(TableRequests.throughput(1, 1))"#,
                invalid + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified "
                    + "when BillingMode is PAY_PER_REQUEST"
            ),
            (
                TableRequests.throughput(1_000_000_000_001, 1_000_000_000_001),
                "Given value 1000000000001 for ReadCapacityUnits is out of bounds"
            ),
            (
                TableRequests.throughput(1_000_000_000_000, 1_000_000_000_001),
                "Given value 1000000000001 for WriteCapacityUnits is out of bounds"
            ),
            (
                #"\#(TableRequests.throughput(1, 1)),"OnDemandThroughput":{"MaxWriteRequestUnits":1}"#,
                invalid + "MaxWriteRequestUnits for OnDemandThroughput cannot be specified "
                    + "when table BillingMode is PROVISIONED."
            ),
            (
                #"\#(TableRequests.onDemand),"OnDemandThroughput":{"MaxReadRequestUnits":-1}"#,
                invalid + "Requested MaxReadRequestUnits for OnDemandThroughput for table "
                    + "is outside of valid range"
            ),
        ]
        try await withAPI { api in
            for (billing, message) in cases {
                let answer = await api.create("abc", billing: billing)
                #expect(answer.isValidation(message), "\(billing): \(answer)")
            }
            let largest = await api.create(
                "abc", billing: TableRequests.throughput(1_000_000_000_000, 1))
            #expect(largest.status == 200)
        }
    }

    @Test func `a stream's specification says whether it is enabled`() async throws {
        try await withAPI { api in
            let answer = await api.create("abc", #""StreamSpecification":{}"#)
            #expect(answer.error == "ValidationException")
            #expect(answer.message?.contains("'streamSpecification.streamEnabled'") == true)
        }
    }

    @Test func `key attribute names end at 255`() async throws {
        try await withAPI { api in
            for (length, status) in [(255, 200), (256, 400)] {
                let name = String(repeating: "k", count: length)
                let answer = await api.call(
                    "CreateTable",
                    #"{"TableName":"abc","BillingMode":"PAY_PER_REQUEST","#
                        + #""KeySchema":[{"AttributeName":"\#(name)","KeyType":"HASH"}],"#
                        + #""AttributeDefinitions":[{"AttributeName":"\#(name)","#
                        + #""AttributeType":"S"}]}"#)
                #expect(answer.status == status)
                if status == 400 {
                    #expect(answer.message?.contains("less than or equal to 255") == true)
                }
            }
        }
    }
}
