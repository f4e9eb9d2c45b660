package import Commands
package import Expressions
package import Model
package import Values

/// One conditional write to one item, as a client asks for it: in no API's words, and before its table
/// has said whether it can be.
package struct WriteRequest: KeyedRequest {
    package enum Action: Sendable {
        /// Replaces the item that has the key of this one.
        case put(Item)
        /// Changes the item in place; without an update it only makes sure that the item exists.
        case update(key: Item, Update?)
        case delete(key: Item)
        /// Writes nothing: the condition is all there is to it.
        case check(key: Item)
    }

    package var action: Action
    package var condition: Condition?

    package init(_ action: consuming Action, condition: consuming Condition? = nil) {
        self.action = action
        self.condition = condition
    }

    /// Refuses an item that is too large for every table.
    package func checkSize() throws(WriteProblem) {
        guard case .put(let item) = action, item.size > Limits.itemBytesMax else { return }
        throw .itemTooLarge
    }

    package var givesWholeItem: Bool {
        if case .put = action { true } else { false }
    }

    /// The key in the item, or that of the attributes that were given for it.
    package func key(of schema: KeySchema) throws(KeyError) -> Key {
        switch action {
        case .put(let item): try schema.key(of: item)
        case .update(let key, _), .delete(let key), .check(let key): try schema.key(exactly: key)
        }
    }

    /// The write to a table; throws what the table's definition does not allow.
    package func write(to table: Table) throws(WriteProblem) -> ItemWrite {
        let key: Key
        do throws(KeyError) {
            key = try self.key(of: table.keySchema)
        } catch {
            throw .key(error)
        }
        return try write(to: key, in: table)
    }

    /// The same where the key is known already.
    package func write(to key: Key, in table: Table) throws(WriteProblem) -> ItemWrite {
        let write = ItemWrite(
            table: table.id, key: key, condition: condition, action: writtenAction)
        do throws(TableMismatch) {
            try table.check(write)
        } catch {
            throw .table(error)
        }
        return write
    }

    private var writtenAction: ItemWrite.Action {
        switch action {
        case .put(let item): .put(ItemImage(item))
        case .update(_, let update): .update(update)
        case .delete: .delete
        case .check: .check
        }
    }
}

/// Why a write cannot be one of a table, whatever its items are.
package enum WriteProblem: Error, Hashable, Sendable {
    case itemTooLarge
    case key(KeyError)
    case table(TableMismatch)
}
