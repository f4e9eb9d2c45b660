import Mutations
import NativeAPI
import Server

/// Counts the clicks of one file, each exactly once; can be broken off and begun again anywhere.
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
    }

    let table: ClickTable
    let path: String
    let skipsInvalid: Bool
    let batchClicks: Int
    /// Whether clicks are moved to the present, when nothing of the source has been counted.
    let endsNow: Bool
    let clock: SystemClock
    /// What this run is called in the marks that it writes.
    let number = Int64.random(in: 1...Int64.max)

    func run() async throws -> Result {
        var reader = try ClickReader(path: path, skipsInvalid: skipsInvalid)
        var result = Result()
        var stored = try await table.mark()
        var mark: IngestMark
        if let known = stored {
            mark = known
            result.before = mark.clicks
            if mark.isCounted {
                try reader.lines.pass(to: mark.end)
                try check(mark, in: reader)
            } else {
                mark = try await settle(known, from: &reader, into: &result)
                stored = mark
            }
        } else {
            mark = IngestMark(
                firstAt: now, shift: endsNow ? try shiftToNow() : 0, run: number)
        }
        result.shift = mark.shift

        var progress = Progress(total: reader.lines.fileBytes)
        var isDone = false
        while !isDone {
            var batch = ClickBatch(shift: mark.shift, clicksMax: batchClicks)
            var next = mark
            while !batch.isFull, let click = try reader.next() {
                batch.add(click)
                next = mark.following(
                    upTo: reader.lines.offset, checksum: reader.lines.checksum.value,
                    clicks: batch.clicks, at: now, run: number)
            }
            isDone = !batch.isFull
            if batch.isEmpty { break }
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
            result.expired += outcome.expired
            mark = next
            stored = next
            progress.show(mark.end, note: "\(Readable.count(mark.clicks)) clicks")
        }
        if let stored, !stored.isCounted {
            mark.isCounted = true
            try await table.move(from: stored, to: mark)
            progress.finish()
        }
        result.total = mark.clicks
        result.skippedLines = reader.skippedLines
        return result
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
            throw Failure(
                """
                A batch of \(Readable.count(batch.clicks)) clicks was refused, and nothing of it \
                is counted: \(refusal.description) If it is too large, try again with a smaller \
                --batch-clicks.
                """)
        }
    }

    /// Sends again the batch of which it is not known whether it was counted.
    ///
    /// - Returns: the mark, which has become this run's.
    private func settle(
        _ stored: IngestMark, from reader: inout ClickReader, into result: inout Result
    ) async throws -> IngestMark {
        var mark = stored
        guard now - mark.time < Limits.sourceLifeSeconds else {
            throw Failure(
                """
                The last batch of source "\(table.source)" was sent at \
                \(UTCTime(secondsSince1970: mark.time)) and never acknowledged. A server remembers \
                a source for \(Limits.sourceLifeSeconds / 86_400) days, so whether the batch is \
                counted cannot be told any more.
                """)
        }
        try reader.lines.pass(to: mark.start)
        let checksumBefore = reader.lines.checksum.value
        reader.lines.end(at: mark.end)
        var batch = ClickBatch(shift: mark.shift, clicksMax: .max)
        while let click = try reader.next() { batch.add(click) }
        reader.lines.endWithFile()
        try check(mark, in: reader)
        mark.run = number
        try await table.move(from: stored, to: mark)
        let outcome = try await count(
            batch, as: mark,
            orGoBackTo: mark.takenBack(checksum: checksumBefore, clicks: batch.clicks))
        if !outcome.isDuplicate { result.before -= Int64(batch.clicks) }
        result.expired += outcome.expired
        return mark
    }

    /// Fails when the file so far is not what the mark is about.
    private func check(_ mark: IngestMark, in reader: ClickReader) throws(Failure) {
        let lines = reader.lines
        guard lines.offset == mark.end, Int64(lines.checksum.value) == mark.checksum else {
            throw Failure(
                """
                \(path) does not begin with what was counted for source "\(table.source)" \
                (\(mark.clicks) clicks in \(mark.end) bytes). Give another file another --source.
                """)
        }
    }

    /// By how many seconds, in whole hours, the file's last click must be moved to lie within
    /// the past hour.
    private func shiftToNow() throws(Failure) -> Int64 {
        var reader = try ClickReader(path: path, skipsInvalid: skipsInvalid)
        var last: Int64?
        while let click = try reader.next() { last = max(last ?? click.time, click.time) }
        guard let last else { return 0 }
        return (now - last).floorQuotient(3600) * 3600
    }
}
