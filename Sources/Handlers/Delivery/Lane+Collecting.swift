import Commands
import Engine
import JSON
import Logging
import Model
import Platform

extension Lane {
    /// What a lane does next.
    enum Work {
        case records([BatchRecord])
        /// The open window has ended, and nothing more can come for it.
        case windowEnd
        /// The stream takes no more records, and all were delivered.
        case streamEnd
    }

    /// Collects one batch, waiting for as long as there is nothing to do.
    mutating func collect() async throws(LaneInterruption) -> Work {
        var batch = BatchBuilder(
            countMax: context.definition.batchSize, reservedBytes: window?.state.count ?? 0)
        var end = window?.end
        var deadline: Duration?
        while true {
            try endIfCancelled()
            while let record = page.first {
                if let end, record.time >= end {
                    return batch.isEmpty ? .windowEnd : .records(batch.records)
                }
                if let wanted = wanted(record) {
                    guard batch.add(wanted) else { return .records(batch.records) }
                    held.addToBatch(wanted.json.count)
                    if deadline == nil {
                        deadline =
                            context.clock.elapsed + .seconds(context.definition.batchWindowSeconds)
                        end = end ?? newWindow(around: record.time)?.end
                    }
                }
                take(record)
                if batch.isFull || (!batch.isEmpty && held.isScarce) {
                    return .records(batch.records)
                }
            }
            held.resizePage(to: 0)
            position = max(position, pageEnd)
            if !isAtEnd {
                if batch.isEmpty, skipped >= Lane.skippedMax { try await checkpointSkipped() }
                guard try await readPage(isHolding: !batch.isEmpty) else {
                    return .records(batch.records)
                }
                continue
            }
            if context.store.stream(context.stream.id)?.isOpen != true {
                // A look at the stream after it was closed is the last one that is needed.
                guard try await readPage(isHolding: !batch.isEmpty) else {
                    return .records(batch.records)
                }
                if !page.isEmpty || !isAtEnd { continue }
                position = max(position, pageEnd)
                return try await workAtStreamEnd(batch)
            }
            guard batch.isEmpty else {
                if let deadline, context.clock.elapsed < deadline, !held.isScarce {
                    await wait(until: deadline)
                    continue
                }
                return .records(batch.records)
            }
            if try await idle() { return .windowEnd }
        }
    }

    /// A window for a record when none is open.
    func newWindow(around time: Timestamp) -> WindowState? {
        let seconds = context.definition.windowSeconds
        return seconds > 0 ? WindowState(around: time, seconds: seconds) : nil
    }

    /// The record as the event will have it, if it is for this lane and has not been delivered.
    private func wanted(_ record: ChangeRecord) -> BatchRecord? {
        guard slots.contains(Int(record.slot)), !progress.hasPassed(record) else { return nil }
        let rendered = source.record(record)
        guard !context.filters.isEmpty else { return rendered }
        let isWanted: Bool
        do {
            isWanted = context.filters.matches(try JSONDocument(parsing: rendered.json).root)
        } catch {
            // What cannot be judged must not be lost.
            log.error("a change record is no JSON: \(error.message)")
            isWanted = true
        }
        if !isWanted { context.counters.filtered(1) }
        return isWanted ? rendered : nil
    }

    private mutating func take(_ record: ChangeRecord) {
        page.removeFirst()
        position = record.sequence
        skipped += 1
    }

    // MARK: Reading

    /// Reads what follows; `false`, without a look, when the lane holds a batch and has no room for
    /// more.
    private mutating func readPage(isHolding: Bool) async throws(LaneInterruption) -> Bool {
        let reading = context.budget.reading
        while true {
            guard await reading.acquire(1) else { throw .ended }
            if held.hasRoom() { break }
            reading.release(1)
            if isHolding { return false }
            guard await held.waitForRoom() else { throw .ended }
        }
        defer { reading.release(1) }
        let stream = context.stream
        let store = context.store
        let shard = shard
        let slots = slots
        let position = position
        let read = try await read { snapshot throws(StoreError) in
            let page = try snapshot.changes(
                of: stream.id, shard: shard, slots: slots, after: position,
                limit: Lane.pageRecordsMax, bytesMax: Lane.pageBytesMax)
            return try ReadPage(page, after: position, of: stream, shard: shard, snapshot, store)
        }
        noteLoss(in: read)
        countOfAll = read.countOfAll ?? countOfAll
        page = read.page.records[...]
        pageEnd = read.page.scannedThrough
        isAtEnd = read.page.isAtEnd
        held.resizePage(to: page.reduce(0) { $0 + $1.storedBytes })
        if let count = read.countAtEnd {
            // Records of other slots count when it comes to filtering them once more after a crash.
            if let lastOrdinal { skipped += max(Int(count - lastOrdinal) - page.count, 0) }
            lastOrdinal = count
        }
        // The others are due, too.
        await Task.yield()
        return true
    }

    /// Counts records that were trimmed before this lane came to them.
    private func noteLoss(in read: ReadPage) {
        // Of a stream that is forgotten altogether all that this lane knew of is lost.
        let countAtEnd = read.page.trimmed && read.countOfAll == nil ? countOfAll : nil
        guard let count = read.countAtHorizon ?? countAtEnd else { return }
        // When the last one that was read is trimmed, too, nobody knows how many came after it.
        let all = lastOrdinal.map { count - $0 } ?? min(count, 1)
        // All lanes of the shard lose them together; each counts its part.
        let whole = context.stream.slots(ofShard: shard)
        func part(_ slot: Int) -> Int64 {
            all * Int64(slot - whole.lowerBound) / Int64(max(whole.count, 1))
        }
        guard all > 0 else { return }
        context.counters.dropped(Int(part(slots.upperBound) - part(slots.lowerBound)))
        log.warning(
            "records were trimmed before their handler came to them",
            metadata: [
                "after": "\(position.text)", "records": "\(all)",
                "known": "\(lastOrdinal != nil)",
            ])
    }

    // MARK: Waiting

    /// Nothing is there to deliver: waits for it, or for what is due without it.
    ///
    /// Answers whether a window is to be closed.
    private mutating func idle() async throws(LaneInterruption) -> Bool {
        let now = context.clock.elapsed
        var deadline: Duration?
        if let window {
            let left =
                window.end.microseconds + Lane.windowGraceMicroseconds
                - context.store.now.microseconds
            if left <= 0 {
                if windowEndSeen == window.end { return true }
                // A write has its time before it is in the log, perhaps long before. A step of our
                // own comes behind all that were given theirs, which are then read.
                try await checkpointSkipped()
                windowEndSeen = window.end
                isAtEnd = false
                return false
            }
            deadline = now + .microseconds(left)
        }
        if position > checkpoint {
            let due = idleCheckpointAt ?? now + Lane.idleCheckpointDelay
            idleCheckpointAt = due
            if due <= now || skipped >= Lane.skippedMax {
                try await checkpointSkipped()
                return false
            }
            deadline = min(deadline ?? due, due)
        }
        await wait(until: deadline)
        return false
    }

    private mutating func wait(until deadline: Duration?) async {
        await bell.wait(until: deadline, on: context.clock)
        isAtEnd = false
    }

    private mutating func workAtStreamEnd(
        _ batch: BatchBuilder
    ) async throws(LaneInterruption) -> Work {
        if !batch.isEmpty { return .records(batch.records) }
        if window != nil { return .windowEnd }
        if position > checkpoint { try await checkpointSkipped() }
        return .streamEnd
    }

    /// Moves the checkpoint over records of which none was to be delivered.
    mutating func checkpointSkipped() async throws(LaneInterruption) {
        // Without writes there is nothing that could be refused.
        if let refusal = try await advance(to: position, window: window, writes: []) {
            throw .failed(.system("a checkpoint was refused: \(refusal)"))
        }
    }
}
