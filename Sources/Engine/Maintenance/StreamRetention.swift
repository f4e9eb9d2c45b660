import Commands
import Model

/// Takes records past their retention away, by a command like any other change of the state.
///
/// The command moves a stream's horizon and nothing else, so it costs the same however much it trims;
/// the records behind the horizon go with the next checkpoint, each deleted once. A stream is trimmed
/// in steps of a 64th of its retention, and one with nothing to trim costs a comparison.
///
/// Confined to one thread.
final class StreamRetention: Collector {
    /// What was found of a stream when it was last looked at.
    private struct Sight {
        let horizon: SequenceNumber
        let totals: StreamTotals
        /// The oldest record's time; `nil` when there is none.
        let oldest: Timestamp?
        /// Bytes of all records ever that lie behind the horizon.
        let bytesBehind: Int64
    }

    private static let steps: Int64 = 64

    private let store: Store
    private var sights: [StreamID: Sight] = [:]
    var kind: CollectorKind { .trimmedStreams }

    init(store: Store) {
        self.store = store
    }

    /// One command for all streams that have something to trim; a few bytes for each.
    func step(budget: Int) throws(StoreError) -> CollectorStep {
        let now = store.now
        let streams = store.streams
        let known = Set(streams.map(\.id))
        sights = sights.filter { known.contains($0.key) }
        let due = streams.filter { isDue($0, at: now) }
        guard !due.isEmpty else { return CollectorStep() }
        let handlers = store.handlers
        let trims = try store.read { snapshot throws(StoreError) in
            var trims: [StreamTrim] = []
            for stream in due {
                let totals = store.totals(of: stream)
                sights[stream.id] = try sight(of: stream, totals, in: snapshot)
                guard isDue(stream, at: now) else { continue }
                let trim = try snapshot.trim(
                    of: stream, totals, handlers: handlers.filter { $0.comes(to: stream) })
                if let trim { trims.append(trim) }
            }
            return trims
        }
        if !trims.isEmpty { try store.commitAndWait(TrimStreams(trims)) }
        return CollectorStep(entries: trims.count)
    }

    /// Whether the stream may have something to trim, by what is known of it.
    private func isDue(_ stream: ChangeStream, at now: Timestamp) -> Bool {
        let retention = stream.settings.retentionSeconds
        if let closing = stream.closing, closing.time.seconds + retention <= now.seconds {
            return true
        }
        let totals = store.totals(of: stream)
        guard let sight = sights[stream.id], sight.horizon == stream.horizon else { return true }
        guard let oldest = sight.oldest else { return sight.totals != totals }
        let bytes = totals.shards.reduce(0) { $0 + $1.bytes } - sight.bytesBehind
        let bytesMax = stream.settings.retentionBytes
        return bytes > bytesMax + bytesMax / StreamRetention.steps
            || oldest.seconds + retention + retention / StreamRetention.steps < now.seconds
    }

    private func sight(
        of stream: ChangeStream, _ totals: StreamTotals, in snapshot: borrowing Snapshot
    ) throws(StoreError) -> Sight {
        var oldest: Timestamp?
        var behind: Int64 = 0
        for (shard, sums) in totals.shards.enumerated() {
            let first = try snapshot.firstHeader(of: stream, shard: shard, after: stream.horizon)
            behind += first?.bytesBefore ?? sums.bytes
            if let first { oldest = oldest.map { min($0, first.time) } ?? first.time }
        }
        return Sight(
            horizon: stream.horizon, totals: totals, oldest: oldest, bytesBehind: behind)
    }
}

extension Snapshot {
    /// What is to be trimmed of a stream now.
    fileprivate func trim(
        of stream: ChangeStream, _ totals: StreamTotals, handlers: [Handler]
    ) throws(StoreError) -> StreamTrim? {
        let settings = stream.settings
        let pin = try earliestPosition(of: handlers, in: stream)
        let pinnedSeconds = max(settings.retentionSeconds, Limits.pinnedSecondsMax)
        if let closing = stream.closing {
            let age = time.seconds - closing.time.seconds
            if age >= (pin == nil ? settings.retentionSeconds : pinnedSeconds) {
                return StreamTrim(stream: stream.id, through: closing.last)
            }
        }
        var position = try position(
            of: stream, totals, keepingSeconds: settings.retentionSeconds,
            bytes: settings.retentionBytes)
        if let pin, pin < position {
            let pinned = try self.position(
                of: stream, totals, keepingSeconds: pinnedSeconds,
                bytes: 2 * settings.retentionBytes)
            position = max(pin, pinned)
        }
        return position > stream.horizon ? StreamTrim(stream: stream.id, through: position) : nil
    }

    /// What lies behind both bounds of a retention.
    private func position(
        of stream: ChangeStream, _ totals: StreamTotals, keepingSeconds seconds: Int64,
        bytes: Int64
    ) throws(StoreError) -> SequenceNumber {
        let oldest = Timestamp(microseconds: time.microseconds - seconds * 1_000_000)
        return max(
            try position(of: stream, before: oldest),
            try position(of: stream, totals, keepingBytes: bytes))
    }

    /// The position of the handler that is furthest behind; one that is paused does not count.
    ///
    /// A handler that still reads an earlier stream of the table has read nothing of this one.
    private func earliestPosition(
        of handlers: [Handler], in stream: ChangeStream
    ) throws(StoreError) -> SequenceNumber? {
        var earliest: SequenceNumber?
        for handler in handlers where !handler.definition.isPaused {
            for shard in 0..<stream.settings.shards {
                let stands =
                    handler.stream == stream.id
                    ? try progress(of: handler.id, shard: shard)?.position : stream.horizon
                guard let position = stands,
                    // A shard in which nothing is left to do holds nothing up.
                    try firstHeader(of: stream, shard: shard, after: position) != nil
                else { continue }
                earliest = earliest.map { min($0, position) } ?? position
            }
        }
        return earliest
    }
}

extension Handler {
    /// Whether it reads the stream, or will when it is done with earlier ones of its table.
    fileprivate func comes(to other: ChangeStream) -> Bool {
        stream == other.id || stream < other.id && definition.table == other.tableName
    }
}
