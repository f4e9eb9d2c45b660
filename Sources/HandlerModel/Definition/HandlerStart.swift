package import Engine
package import Model
import Values

/// Where a handler is to begin, as a request says it.
package enum HandlerStart: Hashable, Sendable {
    case position(StreamStart)
    /// With the first record of this time or later.
    case time(Timestamp)

    /// What a text may be, for complaints.
    package static let forms =
        "latest, trim-horizon, a sequence number of 21 digits or an RFC 3339 time"

    /// `nil` when the text is none of the forms.
    package init?(text: String) {
        if text == StreamStart.latest.text {
            self = .position(.latest)
        } else if text == StreamStart.trimHorizon.text {
            self = .position(.trimHorizon)
        } else if let sequence = SequenceNumber(text: text) {
            self = .position(.after(sequence))
        } else if let time = Instant.parse(text) {
            self = .time(time)
        } else {
            return nil
        }
    }

    /// The place in the stream of the handler's table.
    ///
    /// A time takes some dozens of lookups, so this is for a thread of the reader pool.
    package func resolved(
        for stream: StreamID?, at snapshot: borrowing Snapshot
    ) throws(StoreError) -> StreamStart {
        switch self {
        case .position(let start): return start
        case .time(let time):
            // Without a stream a new handler will be refused, wherever it begins.
            guard let stream, let stream = try snapshot.stream(stream) else { return .latest }
            return .after(try snapshot.position(of: stream, before: time))
        }
    }

    /// The place for a handler that is there: in its stream, or in a later one of its table, to
    /// which it then goes on.
    package func resolved(
        for handler: Handler, in store: Store, at snapshot: borrowing Snapshot
    ) throws(StoreError) -> StreamStart {
        guard case .time(let time) = self else {
            return try resolved(for: handler.stream, at: snapshot)
        }
        let begun = store.streams(ofTablesNamed: handler.definition.table)
            .filter { $0.id >= handler.stream && $0.openedAt <= time }
        guard let last = begun.map(\.id).max() else { return .trimHorizon }
        return try resolved(for: last, at: snapshot)
    }
}

extension StreamStart {
    /// As a definition writes it.
    package var text: String {
        switch self {
        case .trimHorizon: "trim-horizon"
        case .latest: "latest"
        case .after(let sequence): sequence.text
        }
    }
}
