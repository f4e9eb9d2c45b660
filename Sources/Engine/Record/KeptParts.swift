import Commands
import Expressions
import Model
import Values

/// What of an item a write is known to leave as it is, without a look at the item.
struct KeptParts {
    /// The item's end, whatever is in it.
    var end = false
    /// The attributes at which indexes of its table look; so it is where there are no indexes.
    var indexed = false

    static let none = KeptParts()
}

extension ItemWrite {
    /// Looks at names alone, which takes less time than comparing items.
    func kept(by change: Change, in table: Table) -> KeptParts {
        let indexed = table.indexedAttributes
        var kept = KeptParts(indexed: indexed == nil)
        guard change.oldImage != nil, case .update(let update?) = action else { return kept }
        if let indexed { kept.indexed = !update.touches(indexed) }
        kept.end = update.keepsEnd(in: table)
        return kept
    }
}

extension Update {
    /// Whether an item that is there ends afterwards when it did before.
    fileprivate func keepsEnd(in table: Table) -> Bool {
        guard let attribute = table.timeToLive?.attribute else { return true }
        let actions = actions.span
        for index in actions.indices where actions[index].path.root == attribute { return false }
        return true
    }
}
