package import Model

extension Catalog {
    /// Moves a stream's horizon; returns the stream as it was when that forgets it altogether.
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
