package import Commands
import Expressions
import Model
import Values

extension ItemWrite: StoreCommand {
    package func apply(in context: inout ApplyContext) throws(StoreError) -> Outcome {
        guard let table = context.catalog[table] else { return .failure(.rejected(.tableNotFound)) }
        let time = context.time
        let place = try context.recorder.place(of: Keyspace.item(key, in: table.id), in: table)
        let old = context.recorder.visible(place, at: time)
        let once = once
        let digest = once == nil ? nil : onceDigest
        switch try context.recorder.use(of: once, for: digest, in: table, at: time) {
        case .new: break
        case .repeated: return .success(repeated(on: old))
        case .reused: return .failure(.rejected(.write(.onceReused)))
        }
        let change: Change
        do throws(WriteRejection) {
            change = try decide(old: old, in: table)
        } catch {
            return .failure(.rejected(.write(error)))
        }
        if !isCheck {
            try context.recorder.record(
                change.newImage, in: place, by: context.moment,
                keeping: kept(by: change, in: table))
        }
        if let once {
            try context.recorder.recordOnce(once, for: digest, in: table, at: time)
        }
        return .success(change)
    }
}
