import Commands
package import Engine
import HTTP
package import HandlerModel
import Model
package import NativeAPI
import Values

/// The response of `GET /metrics`: figures of the store, of streams and of handlers, in
/// Prometheus's text format.
///
/// Exact at one moment but for what goes on while they are read. Costs some look-ups per stream and
/// handler, so they are put together on a thread of the reader pool.
package struct Metrics: Sendable {
    let store: Store
    private let pool: ReaderPool
    private let native: NativeDispatcher?
    let handlers: (any HandlerMonitor)?

    /// - Parameters:
    ///   - native: whose readers of change streams are counted.
    ///   - handlers: what runs the handlers, where there is a directory of them.
    package init(
        store: Store, pool: ReaderPool, native: NativeDispatcher? = nil,
        handlers: (any HandlerMonitor)? = nil
    ) {
        self.store = store
        self.pool = pool
        self.native = native
        self.handlers = handlers
    }

    /// Answers on the lane's event loop, or before returning.
    func answer(on lane: EventLoopLane, respond: @escaping @Sendable (HTTPResponse) -> Void) {
        let isAccepted = pool.run {
            let response = response()
            lane.run { respond(response) }
        }
        if !isAccepted { respond(Metrics.unavailable("Too many long requests are waiting.")) }
    }

    private func response() -> HTTPResponse {
        do throws(StoreError) {
            return HTTPResponse(
                status: 200, contentType: .metrics, body: Array(try text().utf8))
        } catch {
            return Metrics.unavailable(error.message)
        }
    }

    private static func unavailable(_ detail: String) -> HTTPResponse {
        ProtocolRejection.unavailable(detail).problem.withConnectionKept
    }

    /// The whole text.
    package func text() throws(StoreError) -> String {
        var text = MetricsText()
        writeStore(to: &text)
        writeMaintenance(to: &text)
        writeTables(to: &text)
        try writeStreams(to: &text)
        try writeHandlers(to: &text)
        return text.text
    }

    // MARK: Parts

    private func writeStore(to text: inout MetricsText) {
        let statistics = store.statistics
        text.family(
            "quipu_commands_total", .counter,
            "Commands that were applied since the server was started.",
            [([], statistics.commands)])
        text.family(
            "quipu_commit_groups_total", .counter,
            "Groups in which they were put on disk together.", [([], statistics.groups)])
        text.family(
            "quipu_items_read_total", .counter, "Items that commands looked up.",
            [([], statistics.itemsRead)])
        text.family(
            "quipu_items_written_total", .counter, "Items that commands stored or deleted.",
            [([], statistics.itemsWritten)])
        text.family(
            "quipu_writes_stopped", .gauge,
            "1 when writes have stopped for good and the server must be started again.",
            [([], store.failure == nil ? 0 : 1)])
        guard let native else { return }
        text.family(
            "quipu_change_readers", .gauge, "Clients that follow changes as server-sent events.",
            [([], native.changeReaders)])
    }

    private func writeMaintenance(to text: inout MetricsText) {
        let figures = store.maintenanceFigures
        let all = CollectorKind.allCases.map { kind in
            (
                labels: [("collector", kind.rawValue)],
                figures: figures[kind] ?? CollectorFigures()
            )
        }
        text.family(
            "quipu_maintenance_entries_total", .counter,
            "What maintenance has handled since the server was started.",
            all.map { ($0.labels, $0.figures.entries) })
        text.family(
            "quipu_maintenance_failures_total", .counter, "Steps of maintenance that failed.",
            all.map { ($0.labels, $0.figures.failures) })
    }

    private func writeTables(to text: inout MetricsText) {
        let tables = store.tables
        let totals = tables.map { store.totals(of: $0.id) }
        let labels = tables.map { [("table", $0.name.string)] }
        text.family("quipu_tables", .gauge, "Tables.", [([], tables.count)])
        text.family(
            "quipu_table_items", .gauge, "Items of a table, exactly.",
            zip(labels, totals).map { ($0, Int($1.items)) })
        text.family(
            "quipu_table_bytes", .gauge, "Bytes of a table's items as DynamoDB counts them.",
            zip(labels, totals).map { ($0, Int($1.bytes)) })
    }

    private func writeStreams(to text: inout MetricsText) throws(StoreError) {
        var recorded: [MetricsText.Sample] = []
        var records: [MetricsText.Sample] = []
        var bytes: [MetricsText.Sample] = []
        for stream in store.streams {
            let labels = [("table", stream.tableName.string), ("stream_label", stream.label)]
            let sizes = try store.read { (snapshot) throws(StoreError) in
                try self.sizes(of: stream, in: snapshot)
            }
            recorded.append((labels, sizes.recorded))
            records.append((labels, sizes.records))
            bytes.append((labels, sizes.bytes))
        }
        text.family(
            "quipu_stream_records_total", .counter, "Records that a stream ever had.", recorded)
        text.family(
            "quipu_stream_retained_records", .gauge, "Records of a stream that can be read.",
            records)
        text.family(
            "quipu_stream_retained_bytes", .gauge, "Bytes of these records as they are stored.",
            bytes)
    }

    private func sizes(
        of stream: ChangeStream, in snapshot: borrowing Snapshot
    ) throws(StoreError) -> (recorded: Int, records: Int, bytes: Int) {
        // Taken after the snapshot, so it is ahead of it if anything.
        let totals = store.totals(of: stream)
        var recorded: Int64 = 0
        var records: Int64 = 0
        for (shard, sums) in totals.shards.enumerated() {
            recorded += sums.records
            records += try snapshot.retainedRecords(
                of: stream, shard: shard, totals, after: stream.horizon)
        }
        let bytes = try snapshot.retainedBytes(of: stream, totals, after: stream.horizon)
        return (Int(recorded), Int(records), Int(bytes))
    }
}
