import Commands
import Engine
import HandlerModel
import Model
import Values

extension Metrics {
    /// How handlers fare, and how far they are behind.
    func writeHandlers(to text: inout MetricsText) throws(StoreError) {
        let all = store.handlers
        if let handlers {
            Metrics.writeStatuses(
                all.map { handler in
                    (handler, handlers.status(of: handler.id) ?? HandlerStatus())
                }, to: &text)
        }
        try writeLags(of: all, to: &text)
    }

    /// A counter of a handler: its name, what it counts, and where it is found.
    private static var handlerCounters:
        [(name: String, help: String, value: (HandlerStatus) -> Int)]
    {
        [
            (
                "quipu_handler_invocations_total", "Events that a handler was given.",
                { $0.invocations }
            ),
            ("quipu_handler_errors_total", "Those of them that failed.", { $0.errors }),
            (
                "quipu_handler_retries_total", "Those of them that gave records once more.",
                { $0.retries }
            ),
            (
                "quipu_handler_delivered_records_total", "Records that were handled.",
                { $0.delivered }
            ),
            (
                "quipu_handler_filtered_records_total", "Records that no filter let through.",
                { $0.filtered }
            ),
            (
                "quipu_handler_dropped_records_total",
                "Records that were given up, or trimmed before the handler came to them.",
                { $0.dropped }
            ),
        ]
    }

    private static func writeStatuses(
        _ statuses: [(Handler, HandlerStatus)], to text: inout MetricsText
    ) {
        func samples(_ value: (HandlerStatus) -> Int) -> [MetricsText.Sample] {
            statuses.map { handler, status in
                ([("handler", handler.definition.name.string)], value(status))
            }
        }
        for counter in handlerCounters {
            text.family(
                counter.name, .counter, counter.help, samples(counter.value))
        }
        text.family(
            "quipu_handler_processes", .gauge, "Processes of a handler that run right now.",
            samples { $0.processes })
    }

    private func writeLags(
        of handlers: [Handler], to text: inout MetricsText
    ) throws(StoreError) {
        var ages: [MetricsText.Sample] = []
        var records: [MetricsText.Sample] = []
        for handler in handlers {
            let lag = try store.read { (snapshot) throws(StoreError) in
                try snapshot.lag(of: handler, in: store)
            }
            for shard in lag.shards {
                let labels = [
                    ("handler", handler.definition.name.string), ("shard", String(shard.shard)),
                ]
                ages.append((labels, Int(shard.seconds)))
                records.append((labels, Int(shard.records)))
            }
        }
        text.family(
            "quipu_handler_iterator_age_seconds", .gauge,
            "Age of the oldest record that a handler has not come to.", ages)
        text.family(
            "quipu_handler_lag_records", .gauge, "Records that a handler has not come to.", records)
    }
}
