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

    /// Terraform, CDK and others switch off what nobody has switched on.
    @Test func `switching off what is off is answered, switching it on is refused`() async throws {
        let invalid = "One or more parameter values were invalid: "
        try await withAPI { api in
            func recovery(_ members: String) async -> Answer {
                await api.call(
                    "UpdateContinuousBackups",
                    #"{"TableName":"simple","PointInTimeRecoverySpecification":{\#(members)}}"#)
            }
            let off = await recovery(#""PointInTimeRecoveryEnabled":false"#)
            let described = await api.call(
                "DescribeContinuousBackups", #"{"TableName":"simple"}"#)
            #expect(off.status == 200)
            #expect(off.body == described.body)
            #expect(
                await recovery(#""PointInTimeRecoveryEnabled":true"#).isValidation(
                    invalid + "PointInTimeRecoverySpecification with PointInTimeRecoveryEnabled "
                        + "true is not supported by this version of Quipu"))
            #expect(
                await recovery(#""PointInTimeRecoveryEnabled":false,"RecoveryPeriodInDays":7"#)
                    .isValidation(
                        "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling "
                            + "point-in-time recovery."))

            func insights(_ action: String) async -> Answer {
                await api.call(
                    "UpdateContributorInsights",
                    #"{"TableName":"simple","ContributorInsightsAction":"\#(action)"}"#)
            }
            let disabled = await insights("DISABLE")
            #expect(
                disabled.body == #"{"TableName":"simple","ContributorInsightsStatus":"DISABLED"}"#)
            #expect(
                await insights("ENABLE").isValidation(
                    invalid + "ContributorInsightsAction ENABLE is not supported by this version "
                        + "of Quipu"))
        }
    }

    @Test func `a Kinesis destination that is not there is told as AWS tells it`() async throws {
        let stream = "arn:aws:kinesis:us-east-1:123456789012:stream/changes"
        let state = "Table is not in a valid state to enable Kinesis Streaming Destination: "
        let precision = #"{"ApproximateCreationDateTimePrecision":"MICROSECOND"}"#
        let cases: [(String, String, String)] = [
            (
                "EnableKinesisStreamingDestination", "",
                "One or more parameter values were invalid: EnableKinesisStreamingDestination is "
                    + "not supported by this version of Quipu"
            ),
            (
                "DisableKinesisStreamingDestination", "",
                state + "KinesisStreamingDestination must be ACTIVE to perform DISABLE operation."
            ),
            (
                "DisableKinesisStreamingDestination",
                #","EnableKinesisStreamingConfiguration":\#(precision)"#,
                "Stream cannot be disabled using EnableKinesisStreamingConfiguration parameters"
            ),
            (
                "UpdateKinesisStreamingDestination", "",
                "Streaming destination cannot be updated with given parameters: "
                    + "UpdateKinesisStreamingConfiguration cannot be null or contain only null "
                    + "values"
            ),
            (
                "UpdateKinesisStreamingDestination",
                #","UpdateKinesisStreamingConfiguration":\#(precision)"#,
                state + "Kinesis streaming is not in ACTIVE state. Updates are only allowed in "
                    + "ACTIVE state. TableName: simple, kdsArn: \(stream)"
            ),
        ]
        try await withAPI { api in
            for (operation, members, message) in cases {
                let answer = await api.call(
                    operation, #"{"TableName":"simple","StreamArn":"\#(stream)"\#(members)}"#)
                #expect(answer.isValidation(message), "\(answer)")
            }
        }
    }

    @Test func `there is no backup, export, import or global table to describe`() async throws {
        let cases: [(String, String, String)] = [
            ("DescribeBackup", "BackupArn", "Backup"), ("DeleteBackup", "BackupArn", "Backup"),
            ("DescribeExport", "ExportArn", "Export"), ("DescribeImport", "ImportArn", "Import"),
        ]
        try await withAPI { api in
            for (operation, member, kind) in cases {
                let arn = TableRequests.arn("simple/\(kind.lowercased())/0170000000000-1")
                let missing = await api.call(operation, #"{"\#(member)":"\#(arn)"}"#)
                #expect(missing.error == "\(kind)NotFoundException", "\(missing)")
                #expect(missing.message == "\(kind) not found: \(arn)")
                let other = await api.call(
                    operation, #"{"\#(member)":"\#(TableRequests.arn("simple"))"}"#)
                #expect(other.isValidation("Invalid \(kind) ARN"), "\(other)")
            }
            let absence = "Global table with name: 'simple' does not exist."
            for (operation, member, error, message) in [
                (
                    "DescribeGlobalTable", "GlobalTableName", "GlobalTableNotFoundException",
                    "Global table not found: \(absence)"
                ),
                (
                    "DescribeGlobalTableSettings", "GlobalTableName",
                    "GlobalTableNotFoundException", absence
                ),
                (
                    "DescribeTableReplicaAutoScaling", "TableName", "ResourceNotFoundException",
                    absence
                ),
            ] {
                let answer = await api.call(operation, #"{"\#(member)":"simple"}"#)
                #expect(answer.error == error, "\(answer)")
                #expect(answer.message == message)
            }
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
