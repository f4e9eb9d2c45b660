import Commands
import Engine
import Model

extension PartitionMachine {
    /// The batch that is being collected.
    struct CollectedBatch {
        var batch: BatchBuilder
        /// Where the window of its records ends.
        var windowEnd: Timestamp?
        /// Until when it waits for more records.
        var deadline: Duration?

        init(countMax: Int, reservedBytes: Int, windowEnd: Timestamp? = nil) {
            batch = BatchBuilder(countMax: countMax, reservedBytes: reservedBytes)
            self.windowEnd = windowEnd
        }
    }

    mutating func beginBatch() -> PartitionStep.Action {
        collected = CollectedBatch(
            countMax: definition.batchSize, reservedBytes: window?.state.count ?? 0,
            windowEnd: window?.end)
        return collect()
    }

    /// Collects one batch from the pages at hand; reads more, or waits, when that is not enough.
    mutating func collect() -> PartitionStep.Action {
        if let action = collectPage() { return action }
        pageBytes = 0
        position = max(position, pageEnd)
        guard isAtEnd else {
            if collected.batch.isEmpty, skipped >= RunnerLimits.skippedMax {
                return checkpointSkipped(then: .read)
            }
            return read(isLast: false)
        }
        // A look at the stream after it was closed is the last one that is needed.
        guard moment.stream?.isOpen == true else { return read(isLast: true) }
        guard collected.batch.isEmpty else {
            guard let deadline = collected.deadline, moment.elapsed < deadline, !isScarce else {
                return deliverBatch()
            }
            return waitForNews(until: deadline)
        }
        return idle()
    }

    /// Moves records from the page to the batch; an action when the batch is to be delivered.
    private mutating func collectPage() -> PartitionStep.Action? {
        while let record = page.first {
            if let end = collected.windowEnd, record.time >= end {
                return collected.batch.isEmpty ? closeWindow() : deliverBatch()
            }
            if let wanted = wanted(record) {
                guard collected.batch.add(wanted) else { return deliverBatch() }
                batchBytes += wanted.json.count
                moment.bytesLeft -= wanted.json.count
                if collected.deadline == nil {
                    collected.deadline =
                        moment.elapsed + .seconds(definition.batchWindowSeconds)
                    collected.windowEnd =
                        collected.windowEnd ?? newWindow(around: record.time)?.end
                }
            }
            page.removeFirst()
            position = record.sequence
            skipped += 1
            if collected.batch.isFull || (!collected.batch.isEmpty && isScarce) {
                return deliverBatch()
            }
        }
        return nil
    }

    /// A window for a record when none is open.
    func newWindow(around time: Timestamp) -> WindowState? {
        let seconds = definition.windowSeconds
        return seconds > 0 ? WindowState(around: time, seconds: seconds) : nil
    }

    /// The record as the event will have it, if it is for this partition and was not delivered.
    private mutating func wanted(_ record: ChangeRecord) -> BatchRecord? {
        guard slots.contains(Int(record.slot)), !progress.hasPassed(record) else { return nil }
        guard filters.isEmpty || source.matches(filters, record) else {
            reports.append(.filtered)
            return nil
        }
        return source.record(record)
    }

    // MARK: Reading

    private mutating func read(isLast: Bool) -> PartitionStep.Action {
        pending = .page(isLast: isLast)
        return .read(after: position, isHolding: !collected.batch.isEmpty)
    }

    mutating func take(_ event: PartitionStep.Event, isLast: Bool) -> PartitionStep.Action {
        switch event {
        case .noRoom: return deliverBatch()
        case .page(let read): take(read)
        default: return unexpected(event)
        }
        guard isLast, page.isEmpty, isAtEnd else { return collect() }
        position = max(position, pageEnd)
        if !collected.batch.isEmpty { return deliverBatch() }
        if window != nil { return closeWindow() }
        return position > checkpoint ? checkpointSkipped(then: .end) : .end(isDrained: true)
    }

    private mutating func take(_ read: ReadPage) {
        noteLoss(in: read)
        countOfAll = read.countOfAll ?? countOfAll
        page = read.records[...]
        pageEnd = read.end
        isAtEnd = read.isAtEnd
        pageBytes = read.storedBytes
        if let count = read.countAtEnd {
            // Records of other slots count when it comes to filtering them once more after a crash.
            if let lastOrdinal { skipped += max(Int(count - lastOrdinal) - page.count, 0) }
            lastOrdinal = count
        }
    }

    /// Counts records that were trimmed before this partition came to them.
    private mutating func noteLoss(in read: ReadPage) {
        // Of a stream that is forgotten altogether all that this partition knew of is lost.
        let countAtEnd = read.isTrimmed && read.countOfAll == nil ? countOfAll : nil
        guard let count = read.countAtHorizon ?? countAtEnd else { return }
        // When the last record that was read is trimmed too, it is unknown how many came after it.
        let all = lastOrdinal.map { count - $0 } ?? min(count, 1)
        guard all > 0 else { return }
        // All partitions of the shard lose them together; each counts its part.
        let whole = source.stream.slots(ofShard: shard)
        func part(_ slot: Int) -> Int64 {
            all * Int64(slot - whole.lowerBound) / Int64(max(whole.count, 1))
        }
        reports.append(
            .lost(
                own: Int(part(slots.upperBound) - part(slots.lowerBound)), of: all,
                after: position, isCountKnown: lastOrdinal != nil))
    }

    // MARK: Waiting

    /// Nothing is there to deliver: waits for it, or for what is due without it.
    private mutating func idle() -> PartitionStep.Action {
        var deadline: Duration?
        if let window {
            let left =
                window.end.microseconds + RunnerLimits.windowGraceMicroseconds
                - moment.now.microseconds
            if left <= 0 {
                if windowEndSeen == window.end { return closeWindow() }
                // A write has its time before it is in the log, perhaps long before. A step of our
                // own comes behind all that were given theirs, which are then read.
                return checkpointSkipped(then: .lookBehind(window.end))
            }
            deadline = moment.elapsed + .microseconds(left)
        }
        if position > checkpoint {
            let due = idleCheckpointAt ?? moment.elapsed + RunnerLimits.skippedDelay
            idleCheckpointAt = due
            if due <= moment.elapsed || skipped >= RunnerLimits.skippedMax {
                return checkpointSkipped(then: .collect)
            }
            deadline = min(deadline ?? due, due)
        }
        return waitForNews(until: deadline)
    }

    private mutating func waitForNews(until deadline: Duration?) -> PartitionStep.Action {
        pending = .news
        return .waitForNews(until: deadline)
    }
}
