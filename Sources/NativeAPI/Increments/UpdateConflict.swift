import Commands
import Expressions
import JSON
import Model
import Values

/// Says where an update does not fit the item that it found.
enum UpdateConflict {
    /// The item by its key, and the attribute that is in the way, where one is seen to be.
    static func words(_ write: ItemWrite, _ existing: ItemImage?, of table: Table) -> String? {
        guard case .update(let update?) = write.action else { return nil }
        var writer = JSONWriter()
        PlainJSON.write(table.keySchema.attributes(of: write.key), to: &writer)
        let key = String(decoding: writer.bytes, as: UTF8.self)
        for action in update.actions {
            guard let found = existing?[action.path.root] else { continue }
            let isFine: Bool
            let wanted: String
            switch action.effect {
            case .add(.number):
                isFine = found.isNumber
                wanted = "a number"
            case .observe:
                isFine = found.sketchEstimation != nil
                wanted = "a sketch"
            default: continue
            }
            guard !isFine else { continue }
            return
                "Attribute \(action.path.root) of item \(key) is \(found.described), not \(wanted)."
        }
        return "It is the item \(key)."
    }
}

extension Value {
    var isNumber: Bool {
        if case .number = self { true } else { false }
    }
}
