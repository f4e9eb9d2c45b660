import Commands
import HTTP
import Model
import NativeAPI
import Server

/// Counts the clicks of one source, each exactly once; can be broken off and begun again anywhere.
///
/// For each batch: move the mark to it, then send it, again and again until it is acknowledged.
/// When it is refused, move the mark back. See `IngestMark` for why that is exact.
struct Ingestion {
    struct Result {
        /// Clicks of this source that were counted before.
        var before: Int64 = 0
        /// Clicks of this source that are counted now.
        var total: Int64 = 0
        /// By how many seconds they were moved.
        var shift: Int64 = 0
        /// Counts that were left out, because nothing so old is kept.
        var expired: Int64 = 0
        var skippedLines = 0
        /// How much of a last line there is that has no end yet.
        var unfinishedBytes = 0
    }

    let table: ClickTable
    private let batchClicks: Int
    private let clock: SystemClock
    /// What this run is called in the marks that it writes.
    private let number = Int64.random(in: 1...Int64.max)
    private var mark: IngestMark
    /// The mark as the server has it, if it has one.
    private var stored: IngestMark?
    private var before: Int64 = 0
    private var expired: Int64 = 0

    /// Asks the server how far the source is counted.
    init(table: ClickTable, batchClicks: Int, clock: SystemClock) async throws {
        self.table = table
        self.batchClicks = batchClicks
        self.clock = clock
        stored = try await table.mark()
        mark =
            stored ?? IngestMark(firstAt: clock.now().seconds, shift: 0, run: number)
        before = mark.clicks
    }

    /// Whether nothing of the source has been counted.
    var isNew: Bool { stored == nil }

    /// Where in its file the counted part ends.
    var end: Int64 { mark.end }

    /// What has been done, apart from what only the reader knows.
    var result: Result {
        Result(before: before, total: mark.clicks, shift: mark.shift, expired: expired)
    }

    /// Moves all clicks to the present, when nothing of the source has been counted.
    mutating func endNow(_ reader: consuming ClickReader) throws(Failure) {
        guard isNew else { return }
        var last: Int64?
        while let click = try reader.next() { last = max(last ?? click.time, click.time) }
        // By whole hours, so that the last one lies within the past hour.
        if let last { mark.shift = (now - last).floorQuotient(3600) * 3600 }
    }

    /// Whether the content begins with what is counted; it is read so far.
    func isAbout(_ reader: inout ClickReader) throws(Failure) -> Bool {
        try reader.lines.pass(to: mark.end)
        return matches(reader)
    }

    /// Passes over what is counted already, having settled whether the last batch is.
    mutating func resume(_ reader: inout ClickReader) async throws {
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
    mutating func count(
        _ reader: inout ClickReader, takesRest: Bool = true, isStopped: () -> Bool,
        progress: (IngestMark, ClickReader) throws -> Void = { _, _ in }
    ) async throws {
        var isDone = false
        while !isDone, !isStopped() {
            var batch = ClickBatch(shift: mark.shift, clicksMax: batchClicks)
            var next = mark
            // What comes through a pipe is not kept waiting for what may come much later.
            while !batch.isFull,
                batch.isEmpty || reader.lines.input.isFile || reader.lines.hasNextAtHand,
                let click = try reader.next(takesRest: takesRest)
            {
                batch.add(click)
                next = mark.following(
                    upTo: reader.lines.offset, checksum: reader.lines.checksum.value,
                    clicks: batch.clicks, at: now, run: number)
            }
            isDone = reader.lines.input.isFile ? !batch.isFull : batch.isEmpty
            if batch.isEmpty { break }
            try await send(batch, as: next)
            try progress(mark, reader)
        }
    }

    /// Notes that all that was sent is counted; to be called when nothing more is at hand.
    mutating func confirm() async throws {
        guard let stored, !stored.isCounted else { return }
        mark.isCounted = true
        try await table.move(from: stored, to: mark)
        self.stored = mark
    }

    private mutating func send(_ batch: ClickBatch, as next: IngestMark) async throws {
        try await table.move(from: stored, to: next)
        let before = next.takenBack(
            checksum: UInt32(truncatingIfNeeded: mark.checksum), clicks: batch.clicks)
        let outcome = try await count(batch, as: next, orGoBackTo: before)
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

    private var now: Int64 { clock.now().seconds }

    /// Counts a batch; if the server refuses it, takes back its mark and fails.
    ///
    /// The engine looks at the sequence before anything else, so what it refuses has not been counted
    /// at an earlier attempt either. Other refusals come before it is asked. Should such a one
    /// follow an attempt that was counted, because the table was changed between them, then the
    /// next batch has a sequence that is taken, which is noticed.
    private func count(
        _ batch: ClickBatch, as mark: IngestMark, orGoBackTo before: IngestMark
    ) async throws -> ClickTable.Outcome {
        do {
            return try await table.count(batch, as: mark)
        } catch let refusal as ServerClient.Refusal {
            try await table.move(from: mark, to: before)
            // The number stands for what somebody else has sent, so this was not counted under it.
            if refusal.name == "sequence-reused" {
                throw table.usedBySomethingElse(refusal.description)
            }
            throw Failure(
                """
                A batch of \(Readable.count(batch.clicks)) clicks was refused, and nothing of it \
                is counted: \(refusal.description) If it is too large, try again with a smaller \
                --batch-clicks.
                """)
        }
    }

    /// Sends again the batch of which it is not known whether it was counted; the mark becomes this
    /// run's.
    private mutating func settle(
        _ known: IngestMark, from reader: inout ClickReader
    ) async throws {
        guard now - known.time < Limits.sourceLifeSeconds else {
            throw Failure(
                """
                The last batch of source "\(table.source)" was sent at \
                \(UTCTime(secondsSince1970: known.time)) and never acknowledged. A server remembers \
                a source for \(Limits.sourceLifeSeconds / 86_400) days, so whether the batch is \
                counted cannot be told any more.
                """)
        }
        try reader.lines.pass(to: known.start)
        let checksumBefore = reader.lines.checksum.value
        reader.lines.end(at: known.end)
        var batch = ClickBatch(shift: known.shift, clicksMax: .max)
        while let click = try reader.next() { batch.add(click) }
        reader.lines.endWithFile()
        try check(reader)
        mark.run = number
        try await table.move(from: known, to: mark)
        stored = mark
        let outcome = try await count(
            batch, as: mark,
            orGoBackTo: mark.takenBack(checksum: checksumBefore, clicks: batch.clicks))
        if !outcome.isDuplicate { before -= Int64(batch.clicks) }
        expired += outcome.expired
    }

    private func matches(_ reader: ClickReader) -> Bool {
        reader.lines.offset == mark.end && Int64(reader.lines.checksum.value) == mark.checksum
    }

    /// Fails when the file so far is not what the mark is about.
    private func check(_ reader: ClickReader) throws(Failure) {
        guard matches(reader) else { throw isAnother(reader.lines.path) }
    }

    /// Says that a file is not the one that was counted.
    func isAnother(_ path: String) -> Failure {
        Failure(
            """
            \(path) does not begin with what was counted for source "\(table.source)" \
            (\(mark.clicks) clicks in \(mark.end) bytes). Give another file another --source.
            """)
    }
}
