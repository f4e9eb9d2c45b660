import Commands
import DynamoDBAPI
import Engine
import HTTP
import HandlerModel
import LambdaAPI
import Model
import NativeAPI
import Server
import TestSupport
import Testing
import TransportSupport
import Values

@Suite("Metrics") struct MetricsTests {
    /// Tells of every handler that it fared so.
    private struct Monitor: HandlerMonitor {
        func problem(with definition: HandlerDefinition) -> HandlerProblem? { nil }

        func status(of handler: HandlerID) -> HandlerStatus? {
            var status = HandlerStatus()
            status.invocations = 7
            status.errors = 2
            status.retries = 1
            status.delivered = 30
            status.filtered = 5
            status.dropped = 3
            return status
        }
    }

    private func withMetrics(
        _ body: (Store, Int, @Sendable () throws -> [String]) async throws -> Void
    ) async throws {
        let pool = ReaderPool(threads: 1)
        defer { pool.close() }
        try await withStore { store in
            let native = NativeDispatcher(store: store, pool: pool, handlers: Monitor())
            let metrics = Metrics(store: store, pool: pool, native: native, handlers: Monitor())
            try await withServer(native: native, metrics: metrics) { port, _ in
                try await body(store, port) {
                    try metrics.text().split(separator: "\n").map(String.init)
                }
            }
        }
    }

    @Test func `tables, streams and handlers are told in figures`() async throws {
        try await withMetrics { store, _, lines in
            var definition = TableDefinition(name: "clicks", uuid: "id", keySchema: Sample.schema)
            definition.settings.stream = StreamSettings(view: .keysOnly, shards: 1)
            let table = try await store.commit(CreateTable(definition))
            var handler = HandlerDefinition(name: "count", table: "clicks", executable: "count.py")
            handler.start = .trimHorizon
            _ = try await store.commit(DefineHandler(handler, uuid: "uuid", .new))
            for number in 0..<5 {
                try await store.put(Sample.item("a", Text("\(number)")), in: table)
            }
            let stream = try #require(store.streams.first)
            let third = try store.read { (snapshot) throws(StoreError) in
                try snapshot.changes(of: stream.id, after: .zero, limit: 3, bytesMax: .max).last
            }
            let trim = StreamTrim(stream: stream.id, through: try #require(third))
            _ = try await store.commit(TrimStreams([trim]))
            try store.checkpoint()
            let told = try lines()
            let of = #"{table="clicks",stream_label="\#(stream.label)"}"#
            for line in [
                "quipu_tables 1", #"quipu_table_items{table="clicks"} 5"#,
                #"quipu_maintenance_entries_total{collector="trimmed_records"} 3"#,
                #"quipu_maintenance_entries_total{collector="expired_items"} 0"#,
                #"quipu_maintenance_failures_total{collector="backfilled_items"} 0"#,
                "quipu_writes_stopped 0", "quipu_change_readers 0",
                "quipu_stream_records_total\(of) 5", "quipu_stream_retained_records\(of) 2",
                #"quipu_handler_invocations_total{handler="count"} 7"#,
                #"quipu_handler_errors_total{handler="count"} 2"#,
                #"quipu_handler_retries_total{handler="count"} 1"#,
                #"quipu_handler_delivered_records_total{handler="count"} 30"#,
                #"quipu_handler_filtered_records_total{handler="count"} 5"#,
                #"quipu_handler_dropped_records_total{handler="count"} 3"#,
                #"quipu_handler_iterator_age_seconds{handler="count",shard="0"} 0"#,
                #"quipu_handler_lag_records{handler="count",shard="0"} 2"#,
            ] { #expect(told.contains(line), "\(line)") }
            let bytes = told.first { $0.hasPrefix("quipu_stream_retained_bytes{") }
            #expect(Int(bytes?.split(separator: " ").last ?? "") ?? 0 > 20)
        }
    }

    @Test func `every figure has a name that was explained, once`() async throws {
        try await withMetrics { store, _, lines in
            _ = try await store.makeTable()
            _ = try await store.makeTable("other")
            var explained: [String] = []
            for line in try lines() {
                if line.hasPrefix("# TYPE ") {
                    let words = line.split(separator: " ")
                    #expect(words[2].hasPrefix("quipu_"))
                    #expect(words[3] == (words[2].hasSuffix("_total") ? "counter" : "gauge"))
                    explained.append(String(words[2]))
                } else if !line.hasPrefix("#") {
                    #expect(
                        explained.last == line.split { "{ ".contains($0) }.first.map(String.init))
                }
            }
            #expect(Set(explained).count == explained.count)
        }
    }

    @Test func `it is one path for those who read`() async throws {
        try await withMetrics { _, port, lines in
            let get = "GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n"
            let answer = try await RawClient.exchange(port, get).first
            #expect(answer?.status == 200)
            #expect(
                answer?.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(answer?.text.hasSuffix("\n") == true)
            #expect(answer?.text.split(separator: "\n").map(String.init) == (try lines()))
            let head = try await RawClient.exchange(
                port, get.replacing("GET", with: "HEAD", maxReplacements: 1),
                endsWithHEAD: true)
            #expect(head.first?.status == 200)
            let post = try await RawClient.exchange(
                port, get.replacing("GET", with: "DELETE", maxReplacements: 1))
            #expect(post.first?.status == 405)
            #expect(post.first?.headers["allow"] == "GET, HEAD")
        }
    }

    @Test func `without figures there is nothing at the path`() async throws {
        try await withServer { port, _ in
            let answer = try await RawClient.exchange(
                port, "GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n"
            ).first
            #expect(answer?.status == 404)
        }
    }
}
