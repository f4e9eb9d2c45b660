package import Model
import Values

// Streams are opened and closed by changes of tables, and forgotten once they are trimmed.
extension Catalog {
    /// What the table's stream is to be after a switch that is allowed; `nil` is none.
    func switched(
        _ table: Table, by stream: StreamSwitch
    ) throws(Refusal) -> StreamSettings? {
        switch stream {
        case .on(let settings):
            if table.stream != nil { throw .streamAlreadyEnabled }
            return settings
        case .off:
            if table.stream == nil { throw .streamAlreadyDisabled }
            return nil
        }
    }

    /// Makes the table's stream what `settings` say: goes on with the open one where that is
    /// possible, otherwise closes it and opens another.
    mutating func switchStream(
        of table: Table, to settings: StreamSettings?, at moment: LogMoment
    ) throws(Refusal) -> Table {
        if let id = table.stream, let settings, let known = streams[id]?.settings,
            settings.continues(known)
        {
            streams[id]?.settings = settings
        } else if table.stream != nil || settings != nil {
            closeStream(of: table, at: moment)
            let opened = try settings.map { settings throws(Refusal) in
                try openStream(of: table, settings, at: moment)
            }
            return try change(table.id) { table in
                table.stream = opened
                table.settings.stream = settings
            }
        }
        return try change(table.id) { table in table.settings.stream = settings }
    }

    mutating func closeStream(of table: Table, at moment: LogMoment) {
        guard let id = table.stream else { return }
        streams[id]?.closing = ChangeStream.Closing(
            time: moment.time, last: moment.lastSequence)
    }

    private mutating func openStream(
        of table: Table, _ settings: StreamSettings, at moment: LogMoment
    ) throws(Refusal) -> StreamID {
        let others = streams.values.filter { $0.tableName == table.name }
        if others.count >= Limits.closedStreamsMax {
            throw .streamLimitReached(limit: Limits.closedStreamsMax)
        }
        let id = next.stream
        next.stream = StreamID(rawValue: id.rawValue + 1)
        let label = others.map(\.labelMilliseconds).max().map { $0 + 1 } ?? .min
        streams[id] = ChangeStream(
            id: id, table: table, settings: settings, openedAt: moment.time,
            labelMilliseconds: max(label, moment.time.microseconds.floorQuotient(1000)),
            start: moment.lastSequence.successor)
        return id
    }

    /// Moves a stream's horizon; answers the stream as it was when that forgets it altogether.
    package mutating func trim(_ trim: StreamTrim, at time: Timestamp) -> ChangeStream? {
        guard var stream = streams[trim.stream] else { return nil }
        stream.horizon = max(stream.horizon, trim.through)
        streams[trim.stream] = stream
        guard let closing = stream.closing, stream.horizon >= closing.last,
            closing.time.seconds + stream.settings.retentionSeconds <= time.seconds
        else { return nil }
        streams[trim.stream] = nil
        return stream
    }
}
