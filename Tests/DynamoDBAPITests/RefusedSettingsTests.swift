import Commands
import DynamoDBAPI
import Engine
import JSON
import Model
import Testing
import Values

/// A table is never said to be what it is not: what cannot be done is refused by its name.
@Suite("Refused settings") struct RefusedSettingsTests {
    private func refusal(_ name: String) -> String {
        "One or more parameter values were invalid: \(name) is not supported by this version "
            + "of Quipu"
    }

    @Test(arguments: [
        (#""ResourcePolicy":"{}""#, "ResourcePolicy"),
        (#""VectorIndexes":[{"IndexName":"v"}]"#, "VectorIndexes"),
        (#""GlobalTableSourceArn":"arn:aws:dynamodb:eu-west-1:1:table/x""#, "GlobalTableSourceArn"),
        (
            #""GlobalTableSettingsReplicationMode":"ENABLED""#,
            "GlobalTableSettingsReplicationMode"
        ),
        (#""SSESpecification":{"Enabled":true}"#, "SSESpecification with Enabled true"),
        (#""SSESpecification":{"SSEType":"KMS"}"#, "SSESpecification with Enabled true"),
        (
            #""SSESpecification":{"SSEType":"KMS","KMSMasterKeyId":"k"}"#,
            "SSESpecification with Enabled true"
        ),
    ])
    func `a new table is not given what is not there`(member: String, name: String) async throws {
        try await withAPI { api in
            let answer = await api.create("asked", member)
            #expect(answer.isValidation(refusal(name)), "\(answer)")
            #expect(await api.describe("asked").error == "ResourceNotFoundException")
        }
    }

    @Test(arguments: [
        (#""SSESpecification":{"Enabled":true}"#, "SSESpecification with Enabled true"),
        (#""MultiRegionConsistency":"STRONG""#, "MultiRegionConsistency"),
        (
            #""GlobalTableWitnessUpdates":[{"Create":{"RegionName":"eu-west-1"}}]"#,
            "GlobalTableWitnessUpdates"
        ),
        (
            #""GlobalTableSettingsReplicationMode":"ENABLED""#,
            "GlobalTableSettingsReplicationMode"
        ),
        (#""VectorIndexUpdates":[{"Delete":{"IndexName":"v"}}]"#, "VectorIndexUpdates"),
    ])
    func `a table is not changed into what is not there`(member: String, name: String)
        async throws
    {
        try await withAPI { api in
            let answer = await api.update("simple", member)
            #expect(answer.isValidation(refusal(name)), "\(answer)")
            // Refused as a whole, for one reason or another.
            let both = await api.update("simple", member, #""DeletionProtectionEnabled":true"#)
            #expect(both.error == "ValidationException", "\(both)")
            let table = await api.describe("simple").node("Table")
            #expect(table?["SSEDescription"] == nil)
            #expect(table?["DeletionProtectionEnabled"]?.boolean == false)
        }
    }

    @Test(arguments: [
        (#""Enabled":false,"SSEType":"KMS""#, "SSEType can not be specified if Enabled is false"),
        (
            #""Enabled":false,"KMSMasterKeyId":"k""#,
            "KMSMasterKeyId can not be specified if Enabled is false"
        ),
        (#""Enabled":true,"SSEType":"AES256""#, "SSEType AES256 is not supported"),
        (
            #""Enabled":true,"KMSMasterKeyId":"k""#,
            "SSEType KMS is required if KMSMasterKeyId is specified"
        ),
        (#""KMSMasterKeyId":"k""#, "SSEType KMS is required if KMSMasterKeyId is specified"),
    ])
    func `what is no encryption at AWS either is told in its words`(
        members: String, words: String
    ) async throws {
        try await withAPI { api in
            let specification = #""SSESpecification":{\#(members)}"#
            for answer in [
                await api.create("asked", specification), await api.update("simple", specification),
            ] {
                #expect(
                    answer.isValidation("One or more parameter values were invalid: \(words)"),
                    "\(answer)")
            }
        }
    }

    @Test func `a class that is none is told in AWS's words`() async throws {
        try await withAPI { api in
            for answer in [
                await api.create("asked", #""TableClass":"BEST""#),
                await api.update("simple", #""TableClass":"standard""#),
            ] {
                #expect(
                    answer.isValidation(
                        "Invalid table-class parameter provided. Please try again with a valid "
                            + "table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS]."),
                    "\(answer)")
            }
        }
    }

    @Test func `a search for vectors is not answered with something else`() async throws {
        try await withAPI { api in
            let answer = await api.call(
                "Query",
                #"{"TableName":"simple","KeyConditionExpression":"p = :p","#
                    + #""ExpressionAttributeValues":{":p":{"S":"a"}},"#
                    + #""VectorSearch":{"QueryVector":{"L":[]}}}"#)
            #expect(answer.isValidation(refusal("VectorSearch")), "\(answer)")
        }
    }

    @Test func `encryption that is switched off is what there is`() async throws {
        try await withAPI { api in
            let off = #""SSESpecification":{"Enabled":false}"#
            #expect(
                await api.create("plain", off).node("TableDescription", "SSEDescription") == nil)
            #expect(await api.update("plain", off).status == 200)
            #expect(await api.update("plain", #""SSESpecification":{}"#).status == 200)
        }
    }

    /// Earlier versions took the setting and kept it.
    @Test func `a table that was told to be encrypted says that it is not`() async throws {
        try await withAPI { api in
            var settings = TableSettings()
            settings.encryption = .init(type: "KMS", keyID: "k1")
            let schema = KeySchema(partition: KeyAttribute(name: "p", type: .string), sort: nil)
            let definition = TableDefinition(
                name: "earlier", uuid: "u", keySchema: schema, settings: settings)
            _ = try await api.store.commit(CreateTable(definition))
            let described = await api.describe("earlier").node("Table", "SSEDescription")
            #expect(described?.text == #"{"Status":"DISABLED"}"#)
            let off = await api.update("earlier", #""SSESpecification":{"Enabled":false}"#)
            #expect(off.status == 200)
            #expect(await api.describe("earlier").node("Table", "SSEDescription") == nil)
        }
    }

    @Test func `a policy cannot be put, and none is there`() async throws {
        try await withAPI { api in
            let arn = TableRequests.arn("simple")
            let invalid = "One or more parameter values were invalid: "
            for (policy, message) in [
                ("{}", "PutResourcePolicy is not supported by this version of Quipu"),
                ("[]", "Invalid policy document: This policy contains invalid Json"),
                ("", "Invalid policy document: This policy contains invalid Json"),
                (
                    String(repeating: " ", count: 20_481),
                    "Maximum policy size of 20480 bytes exceeded"
                ),
            ] {
                let put = await api.call(
                    "PutResourcePolicy", #"{"ResourceArn":"\#(arn)","Policy":"\#(policy)"}"#)
                #expect(put.isValidation(invalid + message), "\(put)")
            }
            let revision = await api.call(
                "PutResourcePolicy",
                #"{"ResourceArn":"\#(arn)","Policy":"{}","ExpectedRevisionId":"1"}"#)
            #expect(revision.error == "PolicyNotFoundException")
            let deleted = await api.call("DeleteResourcePolicy", #"{"ResourceArn":"\#(arn)"}"#)
            #expect(deleted.status == 200)
            #expect(deleted.body == "{}")
            let other = await api.call(
                "DeleteResourcePolicy", #"{"ResourceArn":"\#(arn)","ExpectedRevisionId":"1"}"#)
            #expect(other.error == "PolicyNotFoundException")
        }
    }

    @Test(arguments: ["GetResourcePolicy", "PutResourcePolicy", "DeleteResourcePolicy"])
    func `a policy is one of a table or stream of ours`(operation: String) async throws {
        let invalid = "One or more parameter values were invalid: "
        let elsewhere = TableRequests.arn("simple").replacing("us-east-1", with: "eu-west-1")
        let stranger = TableRequests.arn("simple", account: "000000000000")
        let cases: [(String, String)] = [
            ("simple", "\(invalid)ARNs must start with 'arn:': simple"),
            (elsewhere, "\(invalid)Invalid resource Arn: \(elsewhere)"),
            (
                stranger,
                "This action is only supported by accounts that match the resource owner’s account."
            ),
            (
                TableRequests.arn("simple/index/gsi"),
                "\(invalid)Invalid resource arn provided, only table or stream is accepted. "
                    + "Provided resource arn: \(TableRequests.arn("simple/index/gsi"))"
            ),
            (
                TableRequests.arn("simple/backup/01"),
                "\(invalid)Provided Arn is not a DynamoDB resource arn: "
                    + TableRequests.arn("simple/backup/01")
            ),
        ]
        try await withAPI { api in
            for (arn, message) in cases {
                let answer = await api.call(
                    operation, #"{"ResourceArn":"\#(arn)","Policy":"{}"}"#)
                #expect(answer.isValidation(message), "\(answer)")
            }
            let stream = await api.call(
                operation,
                #"{"ResourceArn":"\#(TableRequests.arn("simple/stream/1"))","Policy":"{}"}"#)
            #expect(stream.error == "ResourceNotFoundException")
            #expect(
                stream.message
                    == "Requested resource not found: Stream: 1 not found for Table: simple")
        }
    }
}
