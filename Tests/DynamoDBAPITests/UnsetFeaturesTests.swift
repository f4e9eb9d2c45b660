import DynamoDBAPI
import JSON
import Testing

/// What AWS tells of features that nobody has set; tools ask for them with every table.
@Suite("Features that are not set") struct UnsetFeaturesTests {
    @Test(arguments: [
        (
            "DescribeContinuousBackups",
            #"{"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED","#
                + #""PointInTimeRecoveryDescription":{"PointInTimeRecoveryStatus":"DISABLED"}}}"#
        ),
        (
            "DescribeKinesisStreamingDestination",
            #"{"TableName":"simple","KinesisDataStreamDestinations":[]}"#
        ),
        (
            "DescribeContributorInsights",
            #"{"TableName":"simple","ContributorInsightsStatus":"DISABLED"}"#
        ),
    ])
    func `a table has none of it`(operation: String, body: String) async throws {
        try await withAPI { api in
            for name in ["simple", TableRequests.arn("simple")] {
                let answer = await api.call(operation, #"{"TableName":"\#(name)"}"#)
                #expect(answer.status == 200)
                #expect(answer.body == body)
            }
        }
    }

    @Test func `a missing table is told in each family's own words`() async throws {
        try await withAPI { api in
            let backups = await api.call(
                "DescribeContinuousBackups", #"{"TableName":"nowhere"}"#)
            #expect(backups.error == "TableNotFoundException")
            #expect(backups.message == "Table not found: nowhere")
            for operation in [
                "DescribeKinesisStreamingDestination", "DescribeContributorInsights",
            ] {
                let answer = await api.call(operation, #"{"TableName":"nowhere"}"#)
                #expect(answer.error == "ResourceNotFoundException")
                #expect(answer.message == "Requested resource not found: Table: nowhere not found")
            }
            let policy = await api.call(
                "GetResourcePolicy", #"{"ResourceArn":"\#(TableRequests.arn("nowhere"))"}"#)
            #expect(policy.error == "ResourceNotFoundException")
            #expect(policy.message == "Requested resource not found: Table: nowhere not found")
        }
    }

    @Test func `a table and a stream have no policy`() async throws {
        try await withAPI { api in
            let stream = try await api.createStreamed("streamed")
            for arn in [TableRequests.arn("simple"), stream] {
                let answer = await api.call("GetResourcePolicy", #"{"ResourceArn":"\#(arn)"}"#)
                #expect(answer.status == 400)
                #expect(answer.error == "PolicyNotFoundException")
                #expect(
                    answer.message
                        == "Resource-based policy not found for the provided ResourceArn: \(arn)")
            }
            let name = await api.call("GetResourcePolicy", #"{"ResourceArn":"simple"}"#)
            #expect(name.error == "ValidationException")
            let none = await api.call("GetResourcePolicy", "{}")
            #expect(none.message?.contains("Value null at 'resourceArn'") == true)
        }
    }

    @Test func `insights into an index that is not there are not found`() async throws {
        try await withAPI { api in
            let short = await api.call(
                "DescribeContributorInsights", #"{"TableName":"simple","IndexName":""}"#)
            #expect(
                short.isValidation(
                    "IndexName must be at least 3 characters long and at most 255 characters long"))
            let missing = await api.call(
                "DescribeContributorInsights", #"{"TableName":"simple","IndexName":"index"}"#)
            #expect(missing.error == "ResourceNotFoundException")
        }
    }

    @Test(arguments: [
        ("ListBackups", "BackupSummaries"), ("ListExports", "ExportSummaries"),
        ("ListContributorInsights", "ContributorInsightsSummaries"),
        ("ListImports", "ImportSummaryList"), ("ListGlobalTables", "GlobalTables"),
    ])
    func `there is nothing in the list`(operation: String, member: String) async throws {
        let answer = try await withAPIResult { api in await api.call(operation, "{}") }
        #expect(answer.status == 200)
        #expect(answer.body == #"{"\#(member)":[]}"#)
    }

    @Test func `a list is asked for with parameters that are held to their bounds`() async throws {
        try await withAPI { api in
            let limit = await api.call("ListBackups", #"{"Limit":0,"BackupType":"MINE"}"#)
            #expect(limit.message?.hasPrefix("2 validation errors detected: ") == true, "\(limit)")
            let kind = await api.call("ListImports", #"{"PageSize":"3"}"#)
            #expect(kind.error == "SerializationException")
            let missing = await api.call("ListContributorInsights", #"{"TableName":"nowhere"}"#)
            #expect(missing.error == "ResourceNotFoundException")
            #expect(await api.call("ListBackups", #"{"TableName":"nowhere"}"#).status == 200)
        }
    }

    @Test func `a table's ARN is one of a table here`() async throws {
        let elsewhere = TableRequests.arn("simple").replacing("us-east-1", with: "eu-west-1")
        try await withAPI { api in
            let region = await api.describe(elsewhere)
            #expect(
                region.isValidation(
                    "1 validation error detected: Invalid AWS region in '\(elsewhere)'"))
            let stranger = await api.describe(
                TableRequests.arn("simple", account: "000000000000"))
            #expect(stranger.error == "AccessDeniedException")
            let index = await api.describe(TableRequests.arn("simple/index/gsi"))
            #expect(index.error == "ValidationException")
            #expect(index.message?.contains("Valid ARN format is") == true, "\(index)")
        }
    }
}
