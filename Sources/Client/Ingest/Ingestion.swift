import Model
import Platform

/// Counts the events of one source, each exactly once; can be broken off and begun again anywhere.
///
/// For each batch: move the mark to it, then send it, again and again until it is acknowledged.
/// When it is rejected, move the mark back. See `IngestMark` for why that is exact.
package struct Ingestion<Event: IngestEvent> {
    private let table: IngestTable
    private let batchEvents: Int
    /// The time, in seconds since 1970.
    private let clock: @Sendable () -> Int64
    /// What this run is called in the marks that it writes.
    private let number = Int64.random(in: 1...Int64.max)
    private var mark: IngestMark
    /// The mark as the server has it, if it has one.
    private var stored: IngestMark?
    private var before: Int64 = 0
    private var expired: Int64 = 0

    /// Asks the server how far the source is counted.
    ///
    /// - Parameters:
    ///   - batchEvents: how many are sent together at most.
    ///   - clock: the time, in seconds since 1970.
    package init(
        table: IngestTable, batchEvents: Int, clock: @escaping @Sendable () -> Int64
    ) async throws {
        self.table = table
        self.batchEvents = batchEvents
        self.clock = clock
        stored = try await table.mark()
        mark =
            stored ?? IngestMark(firstAt: clock(), shift: 0, run: number)
        before = mark.events
    }

    /// Whether nothing of the source has been counted.
    package var isNew: Bool { stored == nil }

    /// What has been done, apart from what only the reader knows.
    package var result: IngestResult {
        IngestResult(before: before, total: mark.events, shift: mark.shift, expired: expired)
    }

    /// Moves all events to the present, when nothing of the source has been counted.
    package mutating func endNow(_ reader: consuming EventReader<Event>) throws(ClientFailure) {
        guard isNew else { return }
        var last: Int64?
        while let event = try reader.next() { last = max(last ?? event.time, event.time) }
        // By whole hours, so that the last one lies within the past hour.
        if let last { mark.shift = (now - last).floorQuotient(3600) * 3600 }
    }

    /// Whether the content begins with what is counted; it is read so far.
    func isAbout(_ reader: inout EventReader<Event>) throws(ClientFailure) -> Bool {
        try reader.lines.pass(to: mark.end)
        return matches(reader)
    }

    /// Passes over what is counted already, having settled whether the last batch is.
    package mutating func resume(_ reader: inout EventReader<Event>) async throws {
        guard let known = stored else { return }
        if mark.isCounted {
            try reader.lines.pass(to: mark.end)
            try check(reader)
        } else {
            try await settle(known, from: &reader)
        }
    }

    /// Goes on with another file, from its beginning.
    mutating func beginFile() {
        mark.start = 0
        mark.end = 0
        mark.checksum = Int64(CRC32().value)
    }

    /// Counts what there is, until the end of the file as it is now.
    ///
    /// - Parameter takesRest: whether a last line without a line end counts when it is whole.
    /// - Parameter isStopped: asked before each batch.
    package mutating func count(
        _ reader: inout EventReader<Event>, takesRest: Bool = true, isStopped: () -> Bool,
        progress: (IngestMark, EventReader<Event>) throws -> Void = { _, _ in }
    ) async throws {
        var isDone = false
        while !isDone, !isStopped() {
            var next = mark
            let batch = try batch(from: &reader, takesRest: takesRest, movingOn: &next)
            isDone = reader.lines.input.isFile ? !batch.isFull : batch.isEmpty
            if batch.isEmpty { break }
            try await send(batch, as: next)
            try progress(mark, reader)
        }
    }

    /// Reads the next batch, and moves `next` to its end.
    ///
    /// By itself and never inlined: Swift 6.3.1 crashes when it optimises this loop inside a function
    /// that waits.
    @inline(never)
    private func batch(
        from reader: inout EventReader<Event>, takesRest: Bool, movingOn next: inout IngestMark
    ) throws -> EventBatch<Event> {
        var batch = EventBatch<Event>(shift: mark.shift, eventsMax: batchEvents)
        // What comes through a pipe is not kept waiting for what may come much later.
        while !batch.isFull,
            batch.isEmpty || reader.lines.input.isFile || reader.lines.hasNextAtHand,
            let event = try reader.next(takesRest: takesRest)
        {
            batch.add(event)
            next = mark.following(
                upTo: reader.lines.offset, checksum: reader.lines.checksum.value,
                events: batch.count, at: now, run: number)
        }
        return batch
    }

    /// Notes that all that was sent is counted; to be called when nothing more is at hand.
    package mutating func confirm() async throws {
        guard let stored, !stored.isCounted else { return }
        mark.isCounted = true
        try await table.move(from: stored, to: mark)
        self.stored = mark
    }

    private mutating func send(_ batch: EventBatch<Event>, as next: IngestMark) async throws {
        try await table.move(from: stored, to: next)
        let before = next.rolledBack(
            checksum: UInt32(truncatingIfNeeded: mark.checksum), events: batch.count)
        let outcome = try await count(batch, as: next, orRollBackTo: before)
        guard !outcome.isDuplicate || outcome.attempts > 1 else {
            // Not by us, and by no other ingest as long as the mark is ours.
            try await table.move(from: next, to: before)
            throw table.usedBySomethingElse(
                "a new batch with sequence \(next.sequence) is called a duplicate")
        }
        expired += outcome.expired
        mark = next
        stored = next
    }

    private var now: Int64 { clock() }

    /// Counts a batch; if the server rejects it, rolls its mark back and fails.
    ///
    /// The engine looks at the sequence before anything else, so what it rejects has not been counted
    /// at an earlier attempt either. Other rejections come before it is asked. Should such a one
    /// follow an attempt that was counted, because the table was changed between them, then the
    /// next batch has a sequence that is taken, which is noticed.
    private func count(
        _ batch: EventBatch<Event>, as mark: IngestMark, orRollBackTo before: IngestMark
    ) async throws -> IngestTable.Outcome {
        do {
            return try await table.count(batch, as: mark)
        } catch let rejection as ServerClient.Rejection {
            try await table.move(from: mark, to: before)
            // The number stands for a batch of another sender, so this one was not counted under
            // it.
            if rejection.name == "sequence-reused" {
                throw table.usedBySomethingElse(rejection.description)
            }
            throw ClientFailure(
                """
                A batch of \(Readable.count(batch.count)) \(Event.plural) was refused, and nothing of it \
                is counted: \(rejection.description) If it is too large, try again with a smaller \
                --batch-clicks.
                """)
        }
    }

    /// Sends again the batch of which it is not known whether it was counted; the mark becomes this
    /// run's.
    private mutating func settle(
        _ known: IngestMark, from reader: inout EventReader<Event>
    ) async throws {
        guard now - known.time < Limits.sourceLifeSeconds else {
            throw ClientFailure(
                """
                The last batch of source "\(table.source)" was sent at \
                \(Instant.text(second: known.time)) and never acknowledged. A server remembers \
                a source for \(Limits.sourceLifeSeconds / 86_400) days, so whether the batch is \
                counted cannot be told any more.
                """)
        }
        try reader.lines.pass(to: known.start)
        let checksumBefore = reader.lines.checksum.value
        reader.lines.end(at: known.end)
        var batch = EventBatch<Event>(shift: known.shift, eventsMax: .max)
        while let event = try reader.next() { batch.add(event) }
        reader.lines.endWithFile()
        try check(reader)
        mark.run = number
        try await table.move(from: known, to: mark)
        stored = mark
        let outcome = try await count(
            batch, as: mark,
            orRollBackTo: mark.rolledBack(checksum: checksumBefore, events: batch.count))
        if !outcome.isDuplicate { before -= Int64(batch.count) }
        expired += outcome.expired
    }

    private func matches(_ reader: EventReader<Event>) -> Bool {
        reader.lines.offset == mark.end && Int64(reader.lines.checksum.value) == mark.checksum
    }

    /// Fails when the file so far is not what the mark is about.
    private func check(_ reader: EventReader<Event>) throws(ClientFailure) {
        guard matches(reader) else { throw isAnother(reader.lines.path) }
    }

    /// Says that a file is not the one that was counted.
    func isAnother(_ path: String) -> ClientFailure {
        ClientFailure(
            """
            \(path) does not begin with what was counted for source "\(table.source)" \
            (\(mark.events) \(Event.plural) in \(mark.end) bytes). Give another file another --source.
            """)
    }
}
