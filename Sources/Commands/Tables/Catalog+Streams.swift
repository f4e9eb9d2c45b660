import Model
import Platform

// Streams are opened and closed by changes of tables.
extension Catalog {
    /// Makes the table's stream what `settings` say: goes on with the open one where that is
    /// possible, otherwise closes it and opens another.
    mutating func switchStream<Rejection: StreamLimitRejection>(
        of table: Table, to settings: StreamSettings?, at moment: LogMoment,
        or rejection: Rejection.Type
    ) throws(Rejection) -> Table {
        var changed = table
        changed.settings.stream = settings
        if let id = table.stream, let settings, let known = streams[id]?.settings,
            settings.continues(known)
        {
            streams[id]?.settings = settings
        } else if table.stream != nil || settings != nil {
            closeStream(of: table, at: moment)
            changed.stream = nil
            if let settings {
                changed.stream = try openStream(of: table, settings, at: moment, or: rejection)
            }
        }
        set(changed)
        return changed
    }

    mutating func closeStream(of table: Table, at moment: LogMoment) {
        guard let id = table.stream else { return }
        streams[id]?.closing = ChangeStream.Closing(
            time: moment.time, last: moment.lastSequence)
    }

    private mutating func openStream<Rejection: StreamLimitRejection>(
        of table: Table, _ settings: StreamSettings, at moment: LogMoment,
        or rejection: Rejection.Type
    ) throws(Rejection) -> StreamID {
        let others = streams.values.filter { $0.tableName == table.name }
        if others.count >= Limits.closedStreamsMax {
            throw Rejection.streamLimitReached(limit: Limits.closedStreamsMax)
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
}
