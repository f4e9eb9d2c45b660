import API
import Commands
import DynamoDBAPI
import Engine
import JSON
import Model
import TestSupport
import TransportSupport
import Values

/// The API over a real store in a directory of its own: requests and answers as text.
struct APIHarness: Sendable {
    let store: Store
    private let connection: APIConnection
    let clock: ManualTime

    init(store: Store, connection: APIConnection, clock: ManualTime) {
        self.store = store
        self.connection = connection
        self.clock = clock
    }

    /// Reaches the dispatcher in memory.
    init(store: Store, dispatcher: Dispatcher, clock: ManualTime) {
        self.init(store: store, connection: APIConnection(to: dispatcher), clock: clock)
    }

    /// Sends one request and waits for its answer.
    func call(_ operation: String, _ body: String) async -> Answer {
        await send("DynamoDB_20120810.\(operation)", Array(body.utf8))
    }

    func send(_ target: String, _ body: [UInt8]) async -> Answer {
        Answer(await connection.send(APIHarness.request(target, body)))
    }

    /// Sends several requests of one operation without waiting in between.
    func callAll(_ operation: String, _ bodies: [String]) async -> [Answer] {
        let requests = bodies.map {
            APIHarness.request("DynamoDB_20120810.\(operation)", Array($0.utf8))
        }
        return await connection.send(requests).map { Answer($0) }
    }

    private static func request(_ target: String, _ body: [UInt8]) -> Request {
        Request(
            method: "POST", path: "/", operation: target,
            headers: RequestHeaders(contentType: "application/x-amz-json-1.0"), body: body)
    }

    /// Makes a table directly in the store, so that item tests do not depend on CreateTable.
    func createTable(
        _ name: Text, partition: KeyType = .string, sort: KeyType? = nil
    ) async throws {
        let schema = KeySchema(
            partition: KeyAttribute(name: "p", type: partition),
            sort: sort.map { KeyAttribute(name: "c", type: $0) })
        let definition = TableDefinition(
            name: name, uuid: "00000000-0000-0000-0000-000000000000", keySchema: schema)
        _ = try await store.commit(CreateTable(definition))
    }
}

/// What came back: the status and the body, whole and by its parts.
struct Answer: Sendable, CustomStringConvertible {
    let status: Int
    let body: String
    private let bytes: [UInt8]

    init(_ response: Response) {
        status = response.status
        body = String(decoding: response.body, as: UTF8.self)
        bytes = response.body
    }

    var description: String { "\(status) \(body)" }

    /// The error's name without its prefix, or `nil`.
    var error: String? {
        (try? JSONDocument(parsing: bytes))?.root["__type"]?.string?
            .split(separator: "#").last.map(String.init)
    }

    var message: String? {
        let root = (try? JSONDocument(parsing: bytes))?.root
        return root?["message"]?.string ?? root?["Message"]?.string
    }

    /// The JSON of one member, as it was written.
    subscript(_ name: String) -> String? {
        (try? JSONDocument(parsing: bytes))?.root[name].map {
            String(decoding: $0.rawBytes, as: UTF8.self)
        }
    }
}

/// Runs `body` with two tables, `simple` (p S) and `sorted` (p S, c N).
///
/// The store is checked for integrity at the end.
func withAPI(
    over transport: Transport = .dispatcher, settings: APISettings = APISettings(),
    configure: (inout StoreOptions) -> Void = { _ in },
    _ body: (APIHarness) async throws -> Void
) async throws {
    let clock = ManualTime(seconds: 1_795_000_000)
    let pool = ReaderPool(threads: 1)
    defer { pool.close() }
    try await withStore(
        time: clock,
        configure: { options in
            options.recentBytes = 64 << 20
            configure(&options)
        }
    ) { store in
        let dispatcher = Dispatcher(store: store, settings: settings, pool: pool)
        try await transport.connect(to: dispatcher) { connection in
            let harness = APIHarness(store: store, connection: connection, clock: clock)
            try await harness.createTable("simple")
            try await harness.createTable("sorted", sort: .number)
            try await body(harness)
        }
    }
}

/// `withAPI` for tests that need only one answer.
func withAPIResult(
    _ body: @Sendable (APIHarness) async throws -> Answer
) async throws -> Answer {
    var answer = Answer(Response(status: 0, body: []))
    try await withAPI { answer = try await body($0) }
    return answer
}
