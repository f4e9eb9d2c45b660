package import Commands
import Model

extension HandlerCommand where Self: StoreCommand {
    package func apply(in context: inout ApplyContext) throws(StoreError) -> Outcome {
        try context.apply(self)
    }
}

extension FollowStream: StoreCommand {
    package func apply(in context: inout ApplyContext) throws(StoreError) -> Outcome {
        guard try context.isDone(handler) else { return .failure(.rejected(.notDone)) }
        return try context.apply(self)
    }
}

extension ApplyContext {
    fileprivate mutating func apply<C: HandlerCommand & StoreCommand>(
        _ command: C
    ) throws(StoreError) -> C.Outcome {
        let change: HandlerChange
        do throws(C.Rejection) {
            change = try command.change(&catalog, at: time)
        } catch {
            return .failure(.rejected(error))
        }
        let handler = change.handler
        if change.isRemoval {
            try recorder.recordRemoval(of: handler)
            return .success(handler)
        }
        // Sequence numbers are the store's, so a position in one stream is one in the next as well.
        let restart =
            change.goesOn
            ? StreamStart.after(try recorder.position(of: handler.id)) : change.restart
        if change.left != nil { try recorder.deleteProgress(of: handler.id) }
        try recorder.record(handler)
        try recorder.record(catalog.next)
        guard let stream = catalog.streams[handler.stream] else { return .success(handler) }
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
        return .success(handler)
    }

    /// Whether nothing is left to do for a handler in its stream.
    fileprivate func isDone(_ id: HandlerID) throws(StoreError) -> Bool {
        guard let handler = catalog.handlers[id], let stream = catalog.streams[handler.stream]
        else { return true }
        let totals = try recorder.totals(of: stream.id, shards: stream.settings.shards)
        for (shard, sums) in totals.shards.enumerated() {
            let position = try recorder.progress(of: id, shard: shard)?.position ?? .zero
            if position < sums.last { return false }
        }
        return true
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
