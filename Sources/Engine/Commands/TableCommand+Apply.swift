package import Commands
import Model

extension TableCommand where Self: StoreCommand {
    package func apply(in context: inout ApplyContext) throws(StoreError) -> Outcome {
        // What was written before this command was written under the table as it was before it.
        try context.recorder.flush()
        let before = context.catalog
        let table: Table
        do throws(Rejection) {
            table = try context.catalog.apply(self, at: context.moment)
        } catch {
            return .failure(.rejected(error))
        }
        if context.catalog[table.id] == nil {
            try context.recorder.recordDrop(of: table)
        } else {
            try context.recorder.record(table)
        }
        for index in before[table.id]?.indexes ?? [] {
            let address = IndexAddress(table: table.id, index: index.id)
            if context.catalog[address] == nil { try context.recorder.recordDrop(of: address) }
        }
        for stream in context.catalog.streams(of: table.id) {
            try context.recorder.record(stream)
        }
        try context.recorder.record(context.catalog.next)
        return .success(table)
    }
}
