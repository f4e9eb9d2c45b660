import Commands
import Model
import Values

// Streams that are trimmed, and handlers that follow them.
extension StateMachine {
    // MARK: Trimming

    mutating func apply(
        _ trims: [StreamTrim], at time: Timestamp, to recorder: inout Recorder
    ) throws(StoreError) {
        for trim in trims {
            if let dropped = catalog.trim(trim, at: time) {
                try recorder.recordDrop(of: dropped)
            } else if let stream = catalog.streams[trim.stream] {
                try recorder.record(stream)
            }
        }
    }

    // MARK: Handlers

    mutating func apply(
        _ mutation: HandlerMutation, at moment: LogMoment, to recorder: inout Recorder
    ) throws(StoreError) -> Result<Reply, Refusal> {
        if case .follow(let id) = mutation, try !isDone(id, in: recorder) {
            return .failure(.checkpointMoved)
        }
        let change: Catalog.HandlerChange
        do {
            change = try catalog.apply(mutation, at: moment.time)
        } catch {
            return .failure(error)
        }
        let handler = change.handler
        let stream = catalog.streams[handler.stream]
        if change.isRemoval {
            try recorder.recordRemoval(of: handler)
            return .success(.handler(handler))
        }
        // Numbers are those of the store, so a position in one stream is one in the next as well.
        let restart =
            change.goesOn
            ? StreamStart.after(try recorder.position(of: handler.id)) : change.restart
        if change.left != nil { try recorder.deleteProgress(of: handler.id) }
        try recorder.record(handler)
        try recorder.record(catalog.next)
        guard let stream else { return .success(.handler(handler)) }
        for shard in 0..<stream.settings.shards {
            if let start = restart {
                let progress = ShardProgress(
                    slots: stream.slots(ofShard: shard),
                    after: start.position(in: stream, at: moment))
                try recorder.record(progress, of: handler.id, shard: shard)
            } else if change.dropsWindows,
                var progress = try recorder.progress(of: handler.id, shard: shard)
            {
                progress.dropWindows()
                try recorder.record(progress, of: handler.id, shard: shard)
            }
        }
        return .success(.handler(handler))
    }

    /// Whether nothing is left to do for a handler in its stream.
    private func isDone(
        _ id: HandlerID, in recorder: borrowing Recorder
    ) throws(StoreError) -> Bool {
        guard let handler = catalog.handlers[id], let stream = catalog.streams[handler.stream]
        else { return true }
        let totals = try recorder.totals(of: stream.id, shards: stream.settings.shards)
        for (shard, sums) in totals.shards.enumerated() {
            let position = try recorder.progress(of: id, shard: shard)?.position ?? .zero
            if position < sums.last { return false }
        }
        return true
    }

    func apply(
        _ advance: HandlerAdvance, _ command: Command, to recorder: inout Recorder
    ) throws(StoreError) -> Result<Reply, Refusal> {
        guard let handler = catalog.handlers[advance.handler] else {
            return .failure(.handlerNotFound)
        }
        guard handler.generation == advance.generation,
            var progress = try recorder.progress(of: handler.id, shard: advance.shard),
            progress.position(of: advance.slots) == advance.from, advance.from <= advance.to
        else { return .failure(.checkpointMoved) }
        var batch = BatchProgress(command, in: recorder)
        for (index, write) in advance.writes.enumerated() {
            let refusal: Refusal?
            if let table = catalog[write.table] {
                refusal = try batch.add(write, of: table, at: index, to: &recorder)
            } else {
                refusal = .inBatch(index: index, existing: nil, reason: .tableNotFound)
            }
            if let refusal {
                batch.takeBack(from: &recorder)
                return .failure(refusal)
            }
        }
        try batch.recordOnce(in: &recorder)
        progress.advance(advance.slots, to: advance.to, window: advance.window)
        try recorder.record(progress, of: handler.id, shard: advance.shard)
        return .success(.advanced)
    }
}

extension StreamStart {
    /// After which record a handler goes on that begins so now.
    fileprivate func position(in stream: ChangeStream, at moment: LogMoment) -> SequenceNumber {
        switch self {
        case .trimHorizon: stream.horizon
        case .latest: moment.lastSequence
        case .after(let sequence): min(max(sequence, stream.horizon), moment.lastSequence)
        }
    }
}
