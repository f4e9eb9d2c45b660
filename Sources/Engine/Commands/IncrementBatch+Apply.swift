package import Commands
import Model
import Values

extension IncrementBatch: StoreCommand {
    /// Writes of which all happen or none, each seeing the ones before it, and the producer's
    /// high-water mark.
    package func apply(in context: inout ApplyContext) throws(StoreError) -> Outcome {
        guard let table = context.catalog[table] else { return .failure(.rejected(.tableNotFound)) }
        let time = context.time
        let markKey = Keyspace.source(mark.source, in: table.id)
        let known = try context.recorder.entry(markKey, as: ProducerRecord.self, at: time)
        switch known?.standing(of: mark) {
        case nil, .next: break
        case .duplicate(let last): return .success(.duplicate(last: last))
        case .rejected(let rejection): return .failure(.rejected(rejection))
        }
        var progress = WriteSequence(context.moment, in: context.recorder)
        for (index, write) in writes.enumerated() {
            let rejection = try progress.add(write, of: table, at: index, to: &context.recorder)
            if let rejection {
                progress.rollBack(in: &context.recorder)
                return .failure(.rejected(.writes(rejection)))
            }
        }
        try progress.recordOnce(in: &context.recorder)
        try context.recorder.record(
            ProducerRecord(mark, at: time, after: known), under: markKey, replacing: known)
        return .success(.applied)
    }
}
