package import Commands
import Model
import Values

extension AdvanceHandler: StoreCommand {
    package func apply(in context: inout ApplyContext) throws(StoreError) -> Outcome {
        guard let known = context.catalog.handlers[handler] else {
            return .failure(.rejected(.handlerNotFound))
        }
        guard known.generation == generation,
            var progress = try context.recorder.progress(of: known.id, shard: shard),
            progress.position(of: slots) == from, from <= to
        else { return .failure(.rejected(.moved)) }
        var sequence = WriteSequence(context.moment, in: context.recorder)
        for (index, write) in writes.enumerated() {
            let rejection: Rejection?
            if let table = context.catalog[write.table] {
                rejection = try sequence.add(write, of: table, at: index, to: &context.recorder)
                    .map { .writes($0) }
            } else {
                rejection = .tableNotFound(index: index)
            }
            if let rejection {
                sequence.rollBack(in: &context.recorder)
                return .failure(.rejected(rejection))
            }
        }
        try sequence.recordOnce(in: &context.recorder)
        progress.advance(slots, to: to, window: window)
        try context.recorder.record(progress, of: known.id, shard: shard)
        return .success(())
    }
}
