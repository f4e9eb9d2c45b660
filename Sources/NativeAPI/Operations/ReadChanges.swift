import API
import Commands
import Engine
import HandlerModel
import Model

/// `GET /v1/tables/{table}/changes`: the changes of a table's items as server-sent events, for as long
/// as the client stays.
///
/// `from` says where to begin: with what comes from now on, with the oldest that is kept, or after the
/// change of a sequence number. A client that was cut off sends the last id that it has seen in
/// `Last-Event-ID`, which wins; so it goes on where it stood, also in a stream that was closed
/// meanwhile.
struct ReadChanges: NativeOperation {
    static let traits = OperationTraits("ReadChanges", .readChanges)
    static let route = Route("GET", "/v1/tables/{table}/changes")
    static let parameters = ["from", "prefix"]

    private let table: Table
    private let stream: StreamID
    private let position: SequenceNumber?
    private let filter: PartitionPrefix?

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        table = try context.table(in: request)
        let start = try Self.start(of: request, in: table)
        filter = try PartitionPrefix(in: request, of: table.keySchema)
        switch start {
        case .now:
            stream = try Self.open(table)
            position = context.store.lastSequence
        case .horizon:
            stream = try Self.open(table)
            position = nil
        case .after(let sequence, let field):
            guard sequence <= context.store.lastSequence else {
                throw .invalid(
                    field: field,
                    "\(field) lies beyond everything that has ever changed here: it is "
                        + "\(sequence.text), and the last change of this server was "
                        + "\(context.store.lastSequence.text).")
            }
            stream = try Self.stream(of: table, after: sequence, in: context.store)
            position = sequence
        }
    }

    func plan(in context: NativeContext) throws(NativeError) -> Plan {
        .respond(
            Response(
                try ChangeFeed(
                    stream, of: table.id, after: position, filter: filter, in: context.extras.feeds)
            ))
    }

    private enum Start {
        case now
        case horizon
        /// Behind a change that is known already, as the field says.
        case after(SequenceNumber, field: String)
    }

    private static func start(
        of request: NativeRequest, in table: Table
    ) throws(NativeError) -> Start {
        // A wrong parameter is rejected also where `Last-Event-ID` takes its place.
        let first = try first(request.query["from"], in: table)
        // The header is empty for clients that have seen no event yet.
        guard let text = request.headers.lastEventID, !text.isEmpty else { return first }
        let field = RequestHeaders.lastEventIDName
        guard let id = ChangeID(text: text) else {
            throw .invalid(
                field: field,
                "\(field) must be the id of an event of this call; it is '\(text.prefix(64))'.")
        }
        return .after(try sequence(of: id, in: table, field), field: field)
    }

    private static func sequence(
        of id: ChangeID, in table: Table, _ field: String
    ) throws(NativeError) -> SequenceNumber {
        guard id.isGood(for: table.id) else {
            throw .invalid(
                field: field,
                "\(field) is the id of an event of another table, not of \(table.name).")
        }
        return id.sequence
    }

    private static func first(
        _ from: String?, in table: Table
    ) throws(NativeError) -> Start {
        switch from {
        case nil, StreamStart.latest.text: return .now
        case StreamStart.trimHorizon.text: return .horizon
        case let text?:
            guard let id = ChangeID(text: text) else {
                throw .invalid(
                    field: "from",
                    "Parameter from must be latest, trim-horizon, the id of an event of this call or "
                        + "a sequence number, which has 21 to 40 digits; it is '\(text.prefix(64))'."
                )
            }
            return .after(try sequence(of: id, in: table, "from"), field: "from")
        }
    }

    private static func open(_ table: Table) throws(NativeError) -> StreamID {
        guard let stream = table.stream else { throw .streamOff(table.name) }
        return stream
    }

    /// The first stream of the table that may have changes after `sequence`: closed ones come before
    /// the open one.
    private static func stream(
        of table: Table, after sequence: SequenceNumber, in store: Store
    ) throws(NativeError) -> StreamID {
        let stream = store.streams.first { stream in
            stream.table == table.id && (stream.closing.map { $0.last > sequence } ?? true)
        }
        guard let stream else { throw .streamOff(table.name) }
        return stream.id
    }
}
