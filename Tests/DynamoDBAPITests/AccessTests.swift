import API
import DynamoDBAPI
import Engine
import TestSupport
import Testing

@Suite("Access to DynamoDB's operations") struct AccessTests {
    /// The API as a client reaches it that has these permissions and no others.
    private func harness(
        _ api: APIHarness, granting permissions: Set<Permission>, through pool: ReaderPool
    ) -> APIHarness {
        let dispatcher = Dispatcher(
            store: api.store, settings: APISettings(), pool: pool,
            access: Access(granting: permissions))
        return APIHarness(store: api.store, dispatcher: dispatcher, clock: api.clock)
    }

    /// Sends an empty request for every operation to a server that grants some permissions.
    private func forEachOperation(
        granting permissions: (Permission) -> Set<Permission>,
        _ check: (OperationTraits, Answer) -> Void
    ) async throws {
        try await withAPI { api in
            let pool = ReaderPool(threads: 1)
            defer { pool.close() }
            #expect(Dispatcher.targets.count >= 36)
            for target in Dispatcher.targets.sorted() {
                let traits = try #require(Dispatcher.traits(ofTarget: target))
                let guarded = harness(
                    api, granting: permissions(traits.permission), through: pool)
                check(traits, await guarded.send(target, Array("{}".utf8)))
            }
        }
    }

    @Test func `without its permission an operation is denied, whatever its parameters are`()
        async throws
    {
        try await forEachOperation(granting: { Set(Permission.allCases).subtracting([$0]) }) {
            traits, answer in
            guard traits.permission != .none else { return }
            #expect(answer.status == 400, "\(traits.name)")
            #expect(answer.error == "AccessDeniedException", "\(traits.name)")
            #expect(
                answer.message == "User is not authorized to perform: dynamodb:\(traits.name)")
        }
    }

    /// A request for every operation that changes something, each of which finds what it needs when
    /// those before it were carried out.
    private static let changes: KeyValuePairs = [
        "PutItem": #"{"TableName":"simple","Item":{"p":{"S":"a"}}}"#,
        "UpdateItem": #"""
        {"TableName":"simple","Key":{"p":{"S":"a"}},"UpdateExpression":"SET n = :n",
        "ExpressionAttributeValues":{":n":{"N":"1"}}}
        """#,
        "DeleteItem": #"{"TableName":"simple","Key":{"p":{"S":"a"}}}"#,
        "BatchWriteItem":
            #"{"RequestItems":{"simple":[{"PutRequest":{"Item":{"p":{"S":"b"}}}}]}}"#,
        "TransactWriteItems":
            #"{"TransactItems":[{"Put":{"TableName":"simple","Item":{"p":{"S":"c"}}}}]}"#,
        "ExecuteStatement": #"{"Statement":"INSERT INTO simple VALUE {'p': 'd'}"}"#,
        "BatchExecuteStatement":
            #"{"Statements":[{"Statement":"INSERT INTO simple VALUE {'p': 'e'}"}]}"#,
        "ExecuteTransaction":
            #"{"TransactStatements":[{"Statement":"INSERT INTO simple VALUE {'p': 'f'}"}]}"#,
        "CreateTable":
            "{\"TableName\":\"made\",\(TableRequests.hashKey),\(TableRequests.onDemand)}",
        "UpdateTable": #"{"TableName":"simple","DeletionProtectionEnabled":true}"#,
        "UpdateTimeToLive": #"""
        {"TableName":"simple",
        "TimeToLiveSpecification":{"Enabled":true,"AttributeName":"ttl"}}
        """#,
        "TagResource": #"""
        {"ResourceArn":"\#(TableRequests.arn("simple"))","Tags":[{"Key":"a","Value":"b"}]}
        """#,
        "UntagResource":
            #"{"ResourceArn":"\#(TableRequests.arn("simple"))","TagKeys":["a"]}"#,
        "DeleteTable": #"{"TableName":"made"}"#,
    ]

    @Test func `what a denied operation asks for is not done`() async throws {
        try await withAPI { api in
            let pool = ReaderPool(threads: 1)
            defer { pool.close() }
            let all = Set(Permission.allCases)
            for (name, body) in Self.changes {
                let target = "DynamoDB_20120810.\(name)"
                let permission = try #require(Dispatcher.traits(ofTarget: target)).permission
                let denying = harness(api, granting: all.subtracting([permission]), through: pool)
                let granting = harness(api, granting: [permission], through: pool)
                let denied = try await api.store.commandCount(
                    of: { _ = await denying.call(name, body) }, through: pool)
                #expect(denied == 0, "\(name)")
                let granted = try await api.store.commandCount(
                    of: { _ = await granting.call(name, body) }, through: pool)
                #expect(granted > 0, "\(name) changes nothing, so this says nothing of it")
            }
        }
    }

    /// A request for every operation that carries out statements, whose statements only read.
    private static let reads: KeyValuePairs = [
        "ExecuteStatement": #"{"Statement":" -- all\n select * FROM simple"}"#,
        "BatchExecuteStatement":
            #"{"Statements":[{"Statement":"SELECT * FROM simple WHERE p = 'a'"}]}"#,
        "ExecuteTransaction":
            #"{"TransactStatements":[{"Statement":"SELECT * FROM simple WHERE p = 'a'"}]}"#,
    ]

    @Test func `statements that only read need the permission to read, and no other`()
        async throws
    {
        try await withAPI { api in
            let pool = ReaderPool(threads: 1)
            defer { pool.close() }
            let reader = harness(api, granting: [.readItems], through: pool)
            let writer = harness(api, granting: [.writeItems], through: pool)
            for (name, body) in Self.reads {
                #expect(await reader.call(name, body).status == 200, "\(name)")
                #expect(await writer.call(name, body).error == "AccessDeniedException", "\(name)")
            }
            for (name, body) in Self.changes where name.contains("Execute") {
                #expect(await reader.call(name, body).error == "AccessDeniedException", "\(name)")
            }
            let mixed = await reader.batch(
                "SELECT * FROM simple WHERE p = 'a'", "DELETE FROM simple WHERE p = 'a'")
            #expect(mixed.error == "AccessDeniedException")
        }
    }

    @Test func `every operation that changes something is tried`() throws {
        var changing: Set<String> = []
        for target in Dispatcher.targets {
            let traits = try #require(Dispatcher.traits(ofTarget: target))
            if [.writeItems, .changeTables].contains(traits.permission) {
                changing.insert(traits.name)
            }
        }
        // What is not there cannot be changed, only refused or answered as if it were switched off.
        let changingNothing: Set = [
            "PutResourcePolicy", "DeleteResourcePolicy", "UpdateContinuousBackups",
            "UpdateContributorInsights", "EnableKinesisStreamingDestination",
            "DisableKinesisStreamingDestination", "UpdateKinesisStreamingDestination",
            "DeleteBackup",
        ]
        #expect(changing.subtracting(changingNothing) == Set(Self.changes.map(\.key)))
        #expect(changingNothing.isSubset(of: changing))
    }

    @Test func `with its permission alone an operation is carried out`() async throws {
        try await forEachOperation(granting: { [$0] }) { traits, answer in
            #expect(answer.error != "AccessDeniedException", "\(traits.name)")
        }
    }

    @Test func `what needs no permission is open to a client that has none`() async throws {
        var open: [String] = []
        try await forEachOperation(granting: { _ in [] }) { traits, answer in
            if answer.error != "AccessDeniedException" { open.append(traits.name) }
        }
        #expect(open == ["DescribeEndpoints"])
    }
}
