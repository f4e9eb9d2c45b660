import API
import DynamoDBAPI
import Engine
import JSON
import Model
import NativeAPI
import Synchronization
import TestSupport
import Testing
import TransportSupport
import Values

/// The native API over a real store in a directory of its own.
struct NativeHarness: Sendable {
    let store: Store
    let dispatcher: NativeDispatcher
    private let connection: APIConnection
    let clock: ManualTime

    /// - Parameter connection: how requests reach the dispatcher; in memory unless said otherwise.
    init(
        store: Store, dispatcher: NativeDispatcher, clock: ManualTime,
        connection: APIConnection? = nil
    ) {
        self.store = store
        self.dispatcher = dispatcher
        self.clock = clock
        self.connection = connection ?? APIConnection(to: dispatcher)
    }

    func get(_ target: String) async -> Answer {
        await send("GET", target)
    }

    func send(
        _ method: String, _ target: String, body: [UInt8] = [],
        headers: RequestHeaders = RequestHeaders()
    ) async -> Answer {
        let request = NativeHarness.request(method, target, body: body, headers: headers)
        return Answer(response: await connection.send(request))
    }

    /// Sends several bodies to a call of the table `clicks` without waiting in between.
    func postAll(_ call: String, _ bodies: [String]) async -> [Answer] {
        let requests = bodies.map {
            NativeHarness.request("POST", "/v1/tables/clicks/\(call)", body: Array($0.utf8))
        }
        return await connection.send(requests).map { Answer(response: $0) }
    }

    private static func request(
        _ method: String, _ target: String, body: [UInt8],
        headers: RequestHeaders = RequestHeaders()
    ) -> Request {
        Request(
            method: method, path: target.prefix { $0 != "?" },
            query: target.firstIndex(of: "?").map { target[$0...].dropFirst() },
            headers: headers, body: body)
    }

    /// Defines a table, `clicks` unless another one is named.
    @discardableResult
    func put(_ definition: String, table: String = "clicks") async -> Answer {
        await send("PUT", "/v1/tables/\(table)", body: Array(definition.utf8))
    }

    /// Sends a body to a call of the table `clicks`.
    func post(
        _ call: String, _ body: String, headers: RequestHeaders = RequestHeaders(),
        table: String = "clicks"
    ) async -> Answer {
        await send(
            "POST", "/v1/tables/\(table)/\(call)", body: Array(body.utf8), headers: headers)
    }

    /// Sends lines to a call of the table `clicks`.
    func post(
        _ call: String, lines: String, source: String? = "edge", sequence: String? = "1"
    ) async -> Answer {
        await post(
            call, lines,
            headers: RequestHeaders(
                contentType: "application/x-ndjson", source: source, sequence: sequence))
    }

    /// Sends a batch of one source to a call of the table `clicks`; the elements are JSON.
    func batch(
        _ elements: [String], to call: String = "increments", source: String = "edge",
        sequence: Int64 = 1
    ) async -> Answer {
        let name = call == "events" ? "events" : "updates"
        return await post(
            call,
            #"{"source":"\#(source)","sequence":\#(sequence),"\#(name)":"#
                + "[\(elements.joined(separator: ","))]}")
    }

    func table(_ name: Text = "clicks") throws -> Table {
        guard let table = store.table(named: name) else { throw MissingTable() }
        return table
    }

    func item(_ partition: Text, _ sort: Text) throws -> Item? {
        try store.item(Sample.key(partition, sort), in: try table())
    }

    /// Reads a range page by page, following the cursors; answers the items' JSON, page by page.
    func pages(_ target: String) async -> [[String]] {
        var pages: [[String]] = []
        var cursor: String?
        repeat {
            let answer = await get(target + (cursor.map { "&cursor=\($0)" } ?? ""))
            pages.append(answer.items)
            cursor = answer.root?["cursor"]?.string
        } while cursor != nil
        return pages
    }
}

struct MissingTable: Error {}

/// What came back.
struct Answer: Sendable, CustomStringConvertible {
    let response: Response

    var status: Int { response.status }
    var body: String { String(decoding: response.body, as: UTF8.self) }
    var description: String { "\(status) \(body)" }

    /// The body, or `nil` when it is no JSON.
    var root: JSONNode? { (try? JSONDocument(parsing: response.body))?.root }

    /// The JSON of each item of a range.
    var items: [String] {
        root?["items"]?.elements.map { String(decoding: $0.rawBytes, as: UTF8.self) } ?? []
    }

    /// What a problem says: its status, the end of its type, and its field.
    var problem: Problem? {
        guard let root, let status = root["status"]?.integer, let type = root["type"]?.string else {
            return nil
        }
        return Problem(
            status: Int(status), type: String(type.split(separator: ":").last ?? ""),
            field: root["field"]?.string)
    }

    var detail: String { root?["detail"]?.string ?? "" }
}

struct Problem: Hashable {
    var status: Int
    var type: String
    var field: String?

    static func invalid(_ field: String) -> Problem {
        Problem(status: 400, type: "invalid-request", field: field)
    }
}

/// Runs `body` over a store whose table `clicks` has string keys `pk` and `sk` and the time to live `ttl`.
func withClicks(
    over transport: Transport = .dispatcher,
    configure: (inout StoreOptions) -> Void = { _ in },
    _ body: (NativeHarness) async throws -> Void
) async throws {
    try await withNativeAPI(over: transport, configure: configure) { api in
        let answer = await api.put(
            #"""
            {"key": {"partition": {"name": "pk", "type": "string"},
                     "sort": {"name": "sk", "type": "string"}},
             "timeToLive": {"attribute": "ttl"}}
            """#)
        #expect(answer.status == 201, "\(answer)")
        try await body(api)
    }
}

/// The native API over the store that `directory` holds, for one of several openings in a test.
func withNativeAPI(
    in directory: TemporaryDirectory, clock: ManualTime,
    _ body: (NativeHarness) async throws -> Void
) async throws {
    try await withStore(in: directory, time: clock, configure: { $0.recentBytes = 64 << 20 }) {
        store in
        try await serve(store, clock, over: .dispatcher, body)
    }
}

/// Runs `body` over an empty store, which is checked for integrity at the end.
func withNativeAPI(
    over transport: Transport = .dispatcher,
    configure: (inout StoreOptions) -> Void = { _ in },
    _ body: (NativeHarness) async throws -> Void
) async throws {
    let clock = ManualTime(seconds: 1_795_000_000)
    try await withStore(
        time: clock,
        configure: { options in
            options.recentBytes = 64 << 20
            configure(&options)
        }
    ) { store in
        try await serve(store, clock, over: transport, body)
    }
}

/// Serves `store` under ids that count up.
private func serve(
    _ store: Store, _ clock: ManualTime, over transport: Transport,
    _ body: (NativeHarness) async throws -> Void
) async throws {
    let pool = ReaderPool(threads: 1)
    defer { pool.close() }
    let made = Mutex(0)
    let native = NativeDispatcher(store: store, pool: pool) {
        "id-\(made.withLock { count in count += 1; return count })"
    }
    let dynamo = Dispatcher(store: store, settings: APISettings(), pool: pool)
    try await transport.connect(to: native, beside: dynamo) { connection in
        try await body(
            NativeHarness(
                store: store, dispatcher: native, clock: clock, connection: connection))
    }
}
