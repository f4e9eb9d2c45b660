package import Expressions
package import Model
import Platform
import Sketches
package import Values

/// One conditional write to one item: the unit of which batches and transactions are made.
///
/// A class, as it is handed on from the request to the writer: a copy would hold each of its parts
/// anew.
package final class ItemWrite: Hashable, Sendable {
    package enum Action: Hashable, Sendable {
        /// Replaces the item; the item contains its key.
        case put(ItemImage)
        /// Changes the item in place; without an update it only makes sure that the item exists.
        case update(Update?)
        case delete
        /// Writes nothing: the condition is all there is to it.
        case check
    }

    package let table: TableID
    package let key: Key
    package let condition: Condition?
    package let action: Action

    package init(table: TableID, key: Key, condition: Condition? = nil, action: Action) {
        self.table = table
        self.key = key
        self.condition = condition
        self.action = action
    }

    package static func == (left: ItemWrite, right: ItemWrite) -> Bool {
        left === right
            || left.table == right.table && left.key == right.key
                && left.condition == right.condition && left.action == right.action
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(table)
        hasher.combine(key)
        hasher.combine(condition)
        hasher.combine(action)
    }

    /// Whether it writes nothing.
    package var isCheck: Bool { if case .check = action { true } else { false } }

    /// The id under which the update counts once, if it has one.
    package var once: OnceID? {
        guard case .update(let update?) = action else { return nil }
        return update.once
    }

    /// A digest of the key and of what the update says, by which an id that is used for something else
    /// is noticed; `nil` without an id, and for one of a log from before there were digests.
    package var onceDigest: UInt64? {
        guard case .update(let update?) = action, let digest = update.onceDigest else { return nil }
        var writer = ByteWriter()
        writer.write(key: key)
        return MurmurHash3.hash(writer.bytes, seed: digest).0
    }

    /// Works out the item afterwards without writing, so that a rejection leaves everything as it is.
    ///
    /// `old` is the item as the condition may see it; `schema` is its table's.
    package func decide(old: ItemImage?, schema: KeySchema) throws(WriteRejection) -> Change {
        if let condition, !condition.holds(for: old) {
            throw .conditionFailed(existing: old)
        }
        let new: ItemImage? =
            switch action {
            case .put(let item): item
            case .update(let update): try decideUpdate(update, old: old, schema: schema)
            case .delete: nil
            case .check: old
            }
        if let new, new.size > Limits.itemBytesMax {
            throw .itemTooLarge(bytes: new.size, limit: Limits.itemBytesMax)
        }
        return Change(old: old, new: new)
    }

    private func decideUpdate(
        _ update: Update?, old: ItemImage?, schema: KeySchema
    ) throws(WriteRejection) -> ItemImage? {
        guard let update else { return old ?? ItemImage(schema.attributes(of: key)) }
        // Removing from nothing leaves nothing.
        if old == nil, !update.createsItem { return nil }
        let edited: Update.Edited
        do throws(ExpressionError) {
            edited =
                if let old {
                    try update.edit(old)
                } else {
                    try update.make(with: ItemImage(schema.attributes(of: key)))
                }
        } catch {
            throw .expression(error)
        }
        // Requests are held to the limit one by one; copying values within an item could pass it.
        guard edited.depth <= Limits.depthMax else {
            throw .itemTooDeep(limit: Limits.depthMax)
        }
        return edited.image
    }
}
