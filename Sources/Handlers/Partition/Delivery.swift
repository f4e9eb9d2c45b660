import Commands
import Engine
import Model

/// One thing that the handler is to get, records or the final event of a window, and how far that is.
struct Delivery {
    enum Content {
        case records([BatchRecord])
        /// The final event of a window, which has no records.
        case windowEnd(WindowState, isEarly: Bool)
    }

    let content: Content
    /// Where the partition stands when all of it is done: behind what was skipped, too.
    let end: SequenceNumber
    /// Writes of the response before, which has no commit of its own when its window ends early.
    let writesBefore: [ItemWrite]
    var tries: BatchDelivery
    /// Why the last try of each record failed.
    var faults: [HandlerFault?]
    /// How many of the records the handler has seen.
    var tried = 0
    /// How often the handler could not be started in a row.
    var failedStarts = 0

    init(
        _ content: Content, end: SequenceNumber, writesBefore: [ItemWrite] = [],
        policy: DeliveryPolicy
    ) {
        self.content = content
        self.end = end
        self.writesBefore = writesBefore
        // A window's final event is tried as one record is.
        let count = if case .records(let records) = content { records.count } else { 1 }
        tries = BatchDelivery(count: count, policy: policy)
        faults = [HandlerFault?](repeating: nil, count: count)
    }

    /// The records of a part; none of a window's final event.
    func records(_ part: Range<Int>) -> ArraySlice<BatchRecord> {
        if case .records(let records) = content { records[part] } else { [] }
    }

    /// Where the partition stands when these records are done.
    func end(of part: Range<Int>) -> SequenceNumber {
        guard case .records(let records) = content, part.upperBound < records.count else {
            return end
        }
        return records[part.upperBound - 1].sequence
    }

    /// The handler has seen the part that is tried now.
    mutating func noteTried() {
        failedStarts = 0
        tried = max(tried, tries.current?.records.upperBound ?? 0)
    }
}
