import API
import DynamoDBAPI
import JSON
import Testing

@Suite("Describing, listing and deleting tables") struct TableOperationsTests {
    @Test(arguments: [
        "DescribeTable", "DeleteTable", "UpdateTable", "DescribeTimeToLive", "UpdateTimeToLive",
    ])
    func `a missing table is named`(operation: String) async throws {
        let answer = try await withAPIResult { api in
            await api.call(
                operation,
                #"{"TableName":"nowhere","BillingMode":"PAY_PER_REQUEST","#
                    + #""TimeToLiveSpecification":{"AttributeName":"a","Enabled":true}}"#)
        }
        #expect(answer.error == "ResourceNotFoundException")
        #expect(answer.message == "Requested resource not found: Table: nowhere not found")
    }

    @Test(arguments: [
        "DescribeTable", "DeleteTable", "UpdateTable", "DescribeTimeToLive", "UpdateTimeToLive",
        "DescribeContinuousBackups", "DescribeKinesisStreamingDestination",
        "DescribeContributorInsights",
    ])
    func `the name is required, 3 to 255 long, and of few letters`(operation: String)
        async throws
    {
        try await withAPI { api in
            #expect(
                await api.call(operation, #"{"TableName":null}"#).isValidation(
                    "The parameter 'TableName' is required but was not present in the request"))
            for (name, demand) in [
                ("a;", "length greater than or equal to 3"),
                ("", "length greater than or equal to 3"),
                (String(repeating: "x", count: 256), "length less than or equal to 255"),
            ] {
                let answer = await api.call(operation, #"{"TableName":"\#(name)"}"#)
                #expect(
                    answer.message?.contains(
                        "Value '\(name)' at 'tableName' failed to satisfy constraint: "
                            + "Member must have \(demand)") == true, "\(answer)")
            }
            let foreign = await api.call(operation, #"{"TableName":"abc;"}"#)
            #expect(
                foreign.message?.contains(
                    "Value 'abc;' at 'tableName' failed to satisfy constraint: Member must satisfy "
                        + "regular expression pattern: [a-zA-Z0-9_.-]+") == true)
            #expect(
                await api.call(operation, #"{"TableName":3}"#).error == "SerializationException")
        }
    }

    @Test func `a table is found by its ARN as by its name`() async throws {
        try await withAPI { api in
            let byName = await api.describe("simple")
            #expect(byName.status == 200)
            #expect(await api.describe(TableRequests.arn("simple")).body == byName.body)
            #expect(
                await api.call(
                    "DeleteTable", #"{"TableName":"\#(TableRequests.arn("simple"))"}"#
                ).status == 200)
            #expect(await api.describe("simple").error == "ResourceNotFoundException")
        }
    }

    @Test func `items and bytes are counted exactly`() async throws {
        try await withAPI { api in
            for key in ["a", "b", "c"] {
                _ = await api.call(
                    "PutItem",
                    #"{"TableName":"simple","Item":{"p":{"S":"\#(key)"},"x":{"S":"12345"}}}"#)
            }
            _ = await api.call(
                "DeleteItem", #"{"TableName":"simple","Key":{"p":{"S":"b"}}}"#)
            let table = await api.describe("simple").node("Table")
            #expect(table?["ItemCount"]?.integer == 2)
            #expect(table?["TableSizeBytes"]?.integer == 16)
        }
    }

    @Test func `a deleted table is described without its schema and is gone`() async throws {
        try await withAPI { api in
            _ = await api.create("leaving")
            let answer = await api.call("DeleteTable", #"{"TableName":"leaving"}"#)
            let table = answer.node("TableDescription")
            #expect(table?["TableName"]?.string == "leaving")
            #expect(table?["TableStatus"]?.string == "DELETING")
            #expect(table?["TableArn"]?.string == TableRequests.arn("leaving"))
            #expect(table?["TableId"]?.string?.utf8.count == 36)
            #expect(table?["BillingModeSummary"]?["BillingMode"]?.string == "PAY_PER_REQUEST")
            #expect(table?["ItemCount"]?.integer == 0)
            for absent in ["KeySchema", "AttributeDefinitions", "CreationDateTime"] {
                #expect(table?[absent] == nil)
            }
            #expect(await api.describe("leaving").error == "ResourceNotFoundException")
            let put = await api.call(
                "PutItem", #"{"TableName":"leaving","Item":{"p":{"S":"a"}}}"#)
            #expect(put.error == "ResourceNotFoundException")
        }
    }

    @Test func `a new table of an old name is empty and has another id`() async throws {
        try await withAPI { api in
            let first = await api.create("again").node("TableDescription", "TableId")?.string
            _ = await api.call("PutItem", #"{"TableName":"again","Item":{"p":{"S":"a"}}}"#)
            _ = await api.call("DeleteTable", #"{"TableName":"again"}"#)
            let second = await api.create("again").node("TableDescription", "TableId")?.string
            #expect(first != second)
            let read = await api.call(
                "GetItem", #"{"TableName":"again","Key":{"p":{"S":"a"}}}"#)
            #expect(read.body == "{}")
            #expect(await api.describe("again").node("Table", "ItemCount")?.integer == 0)
        }
    }

    @Test func `a protected table is deleted only after protection is switched off`() async throws {
        try await withAPI { api in
            _ = await api.create("precious", #""DeletionProtectionEnabled":true"#)
            let refused = await api.call("DeleteTable", #"{"TableName":"precious"}"#)
            #expect(
                refused.isValidation(
                    "Resource cannot be deleted as it is currently protected against deletion. "
                        + "Disable deletion protection first."))
            _ = await api.update("precious", #""DeletionProtectionEnabled":false"#)
            let deleted = await api.call("DeleteTable", #"{"TableName":"precious"}"#)
            #expect(deleted.status == 200)
        }
    }

    @Test func `tables are listed by name, page by page`() async throws {
        try await withAPI { api in
            for name in ["beta", "alpha", "gamma.x"] { _ = await api.create(name) }
            #expect(
                await api.call("ListTables", "{}").body
                    == #"{"TableNames":["alpha","beta","gamma.x","simple","sorted"]}"#)
            #expect(
                await api.call("ListTables", #"{"Limit":2}"#).body
                    == #"{"LastEvaluatedTableName":"beta","TableNames":["alpha","beta"]}"#)
            #expect(
                await api.call(
                    "ListTables", #"{"Limit":2,"ExclusiveStartTableName":"beta"}"#
                ).body == #"{"LastEvaluatedTableName":"simple","TableNames":["gamma.x","simple"]}"#)
            #expect(
                await api.call(
                    "ListTables", #"{"Limit":3,"ExclusiveStartTableName":"betb"}"#
                ).body == #"{"TableNames":["gamma.x","simple","sorted"]}"#)
            #expect(
                await api.call("ListTables", #"{"ExclusiveStartTableName":"zzz"}"#).body
                    == #"{"TableNames":[]}"#)
        }
    }

    @Test func `a page holds a hundred names at most`() async throws {
        try await withAPI { api in
            for limit in [0, 101] {
                let answer = await api.call("ListTables", #"{"Limit":\#(limit)}"#)
                #expect(answer.error == "ValidationException")
                #expect(answer.message?.contains("Value '\(limit)' at 'limit'") == true)
            }
            for number in 0..<101 { _ = await api.create("many.\(number)") }
            let page = await api.call("ListTables", "{}")
            #expect(page.node("TableNames")?.count == 100)
            #expect(page.node("LastEvaluatedTableName")?.string != nil)
        }
    }

    @Test func `limits and endpoints are answered for those who ask`() async throws {
        try await withAPI(settings: APISettings(endpoint: "store.local:8000")) { api in
            #expect(
                await api.call("DescribeLimits", "{}").body == """
                    {"AccountMaxReadCapacityUnits":80000,"AccountMaxWriteCapacityUnits":80000,\
                    "TableMaxReadCapacityUnits":40000,"TableMaxWriteCapacityUnits":40000}
                    """)
            #expect(
                await api.call("DescribeEndpoints", "{}").body == """
                    {"Endpoints":[{"Address":"store.local:8000","CachePeriodInMinutes":1440}]}
                    """)
        }
    }
}
