import API
import Commands
import Engine
import HandlerModel
import Model

/// `GET /v1/handlers/{handler}`: a handler's definition, how far it has come and how it fares.
struct DescribeHandler: NativeOperation {
    static let traits = OperationTraits("DescribeHandler", .describe)
    static let route = Route("GET", "/v1/handlers/{handler}")

    private let handler: Handler

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        handler = try context.handler(in: request)
    }

    func plan(in context: NativeContext) -> Plan {
        .read { [handler] (snapshot) throws(StoreError) in
            try HandlerDescription(handler, in: context, at: snapshot).response()
        }
    }
}

extension HandlerDescription {
    /// With the position in the snapshot and the statistics of the monitor.
    init(
        _ handler: Handler, in context: NativeContext, at snapshot: borrowing Snapshot
    ) throws(StoreError) {
        let lag = try snapshot.lag(of: handler, in: context.store)
        let stream = try snapshot.stream(handler.stream)
        // Those that were closed meanwhile are followed, too, one after the other.
        let hasNext = context.store.streams(ofTablesNamed: handler.definition.table)
            .contains { $0.id > handler.stream }
        self.init(
            handler: handler,
            state: State(
                lag: lag, stream: stream,
                waitsForStream: stream?.isOpen != true && lag.records == 0 && !hasNext,
                status: context.extras.handlers.map {
                    $0.status(of: handler.id) ?? HandlerStatus()
                },
                problem: context.extras.handlers?.problem(with: handler.definition)))
    }
}
