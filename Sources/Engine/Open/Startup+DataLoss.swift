import Commands
import LMDB
import Log
import Model
import Platform
import Values

extension Startup {
    /// Takes what there is for all there was: moves it to the main store, notes there what is lost,
    /// and lets the log go on behind everything that it ever held.
    ///
    /// Positions are not given out anew, because readers of change streams remember them. When it
    /// is cut short it can be done again: until the note is in the main store, the log still lacks
    /// what is missing.
    func acceptLoss(in directory: DataDirectory) throws(StoreError) {
        let opened = try open(
            in: directory, try StoredParts(directory), isNew: directory.hasNoVersion,
            accepting: true)
        let (stack, log) = (opened.stack, opened.log)
        defer { stack.close() }
        guard let loss = opened.loss else { return }
        opened.pipeline.trigger.sealNow()
        try opened.checkpointer.runNow()
        do {
            try log.skip(to: loss.nextPosition)
        } catch {
            throw StoreError(error)
        }
        try note(loss, in: stack)
        do {
            try log.trim(before: loss.nextPosition)
            try log.close()
        } catch {
            throw StoreError(error)
        }
        try removeMark(of: directory)
        if directory.hasNoVersion { try directory.writeVersion() }
        options.report(.dataLossAccepted(loss))
    }

    /// What is missing, in words and in positions; `nil` when nothing is.
    func loss(
        of parts: StoredParts, in directory: DataDirectory, _ requirement: LogRequirement
    ) throws(StoreError) -> DataLoss? {
        var reasons: [String] = []
        if directory.hasNoVersion { reasons.append("VERSION is missing") }
        if let problem = parts.baseProblem() { reasons.append(problem) }
        if let problem = parts.markProblem { reasons.append(problem) }
        let log = try inspectLog(in: directory, parts)
        let segments = log?.segments ?? []
        if let log {
            reasons += StoredParts.problems(of: log, requirement)
        } else {
            reasons.append("the directory log/ is missing")
        }
        guard !reasons.isEmpty else { return nil }
        var lost: [Range<UInt64>] = []
        var next = requirement.firstPosition
        for segment in segments {
            if segment.firstPosition > next { lost.append(next..<segment.firstPosition) }
            next = max(next, segment.endPosition)
        }
        if requirement.end > next { lost.append(next..<requirement.end) }
        return DataLoss(
            time: options.clock.now(), nextPosition: max(next, requirement.end), positions: lost,
            reason: reasons.joined(separator: "; "))
    }

    /// One durable transaction: the main store stands right before the position at which the store
    /// goes on, in a history of its own.
    private func note(_ loss: DataLoss, in stack: LayerStack) throws(StoreError) {
        var applied = try Snapshot(layers: stack.beginRead(), time: loss.time).contents().applied
        applied.position = loss.nextPosition - 1
        applied.epoch = applied.epoch.successor
        var (state, note) = (ByteWriter(), ByteWriter())
        applied.encode(to: &state)
        loss.encode(to: &note)
        var base = try BaseWriter(stack.base, for: "noting what is lost")
        try base.put(state.bytes, for: Keyspace.applied, in: .catalog)
        try base.put(note.bytes, for: Keyspace.loss(before: loss.nextPosition), in: .catalog)
        try base.commit()
    }

    /// One that is damaged would be rejected again; the next opening makes it from the log as it is
    /// now.
    private func removeMark(of directory: DataDirectory) throws(StoreError) {
        guard try directory.holds(SyncedMark.name) else { return }
        do {
            try FileCalls.remove(directory.subdirectory(SyncedMark.name))
        } catch {
            throw StoreError(error)
        }
    }
}

extension StoredParts {
    /// What is wrong with the log, one sentence each.
    static func problems(of log: LogInspection, _ requirement: LogRequirement) -> [String] {
        let damages = log.segments.compactMap { $0.problem?.description }
        // A gap that follows from a damaged segment is not reported a second time.
        if !damages.isEmpty { return damages }
        return log.problem(requirement).map {
            ["base waits for log position \(requirement.firstPosition), \($0)"]
        } ?? []
    }
}
