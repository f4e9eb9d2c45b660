import JSON

/// The last batch of a source that was prepared for sending.
///
/// It is written before its batch is sent, and the next one only when the batch has been
/// acknowledged. So of all batches only this one may or may not have been counted; sending
/// the same part of the file under the same sequence again settles it, for the server counts a
/// sequence once. Where batches end is part of the mark, so it does not matter how the file has
/// grown since or how large batches are today.
///
/// A batch that the server rejects is not counted: its mark is rolled back. Then it may be cut
/// otherwise the next time.
package struct IngestMark {
    /// The batch's number on the server, one more than the one before it.
    var sequence: Int64
    /// Where in the file the batch begins and ends.
    var start: Int64 = 0
    package var end: Int64 = 0
    /// The CRC-32 of the file up to `end`, by which another file under the same name is noticed.
    var checksum: Int64 = 0
    /// The events up to `end`; called `clicks` where it is stored, after the first kind there was.
    package var events: Int64 = 0
    /// By how many seconds the source's events are moved.
    package var shift: Int64
    /// When it was prepared, in seconds since 1970.
    var time: Int64
    /// Which run of the command wrote it, by a number of its own.
    ///
    /// A run that is to settle a batch first makes the mark its own. So a run whose mark still
    /// stands knows that no other has sent the batch: what is a duplicate at its first sending was
    /// never sent by an ingest.
    var run: Int64
    /// Whether the batch is known to be counted, and not only the ones before it.
    var isCounted: Bool

    /// The mark before the first batch, which is nowhere but here.
    ///
    /// Counting begins at the time in milliseconds. Should the server know the source from something
    /// else, the first batch shows it: what was sent before with a smaller number makes it a
    /// sequence gap, what was sent with the same or a larger one makes it a duplicate.
    init(firstAt time: Int64, shift: Int64, run: Int64) {
        sequence = time * 1000
        self.shift = shift
        self.time = time
        self.run = run
        isCounted = true
    }

    /// Reads the mark's item; `nil` when it is none of this kind.
    init?(item: JSONNode) {
        func number(_ name: String) -> Int64? { item[name]?.integer }
        guard let sequence = number("sequence"), let start = number("start"),
            let end = number("end"), let checksum = number("checksum"),
            let events = number("clicks"), let shift = number("shift"), let time = number("time"),
            let run = number("run"), let isCounted = item["counted"]?.boolean
        else { return nil }
        self.sequence = sequence
        self.start = start
        self.end = end
        self.checksum = checksum
        self.events = events
        self.shift = shift
        self.time = time
        self.run = run
        self.isCounted = isCounted
    }

    /// The mark of the batch that comes next.
    func following(
        upTo end: Int64, checksum: UInt32, events: Int, at time: Int64, run: Int64
    ) -> IngestMark {
        var next = self
        next.run = run
        next.sequence += 1
        next.start = self.end
        next.end = end
        next.checksum = Int64(checksum)
        next.events += Int64(events)
        next.time = time
        next.isCounted = false
        return next
    }

    /// The mark as it was before this batch was prepared; what that was about is all counted.
    ///
    /// - Parameter checksum: of the file up to the batch's start.
    /// - Parameter events: the batch's own.
    func rolledBack(checksum: UInt32, events: Int) -> IngestMark {
        var before = self
        before.sequence -= 1
        before.end = start
        before.checksum = Int64(checksum)
        before.events -= Int64(events)
        before.isCounted = true
        return before
    }

    /// Whether both were written by one move of the mark, be it sent once or more often.
    func isSameMove(as other: IngestMark) -> Bool {
        (sequence, start, end, checksum, events, run)
            == (other.sequence, other.start, other.end, other.checksum, other.events, other.run)
    }

    func write(to json: inout JSONWriter) {
        let numbers = [
            ("sequence", sequence), ("start", start), ("end", end), ("checksum", checksum),
            ("clicks", events), ("shift", shift), ("time", time), ("run", run),
        ]
        json.beginObject()
        for (name, number) in numbers {
            json.name(name)
            json.integer(number)
        }
        json.name("counted")
        json.boolean(isCounted)
        json.endObject()
    }
}
