package import Commands
package import Expressions
package import Model
package import Values

// Writes as values, for batches, transactions and groups.

extension Table {
    package func putting(_ item: Item, if condition: Condition? = nil) throws -> ItemWrite {
        ItemWrite(
            table: id, key: try keySchema.key(of: item), condition: condition,
            action: .put(ItemImage(item)))
    }

    /// Values are named in both expressions by `:name`.
    package func updating(
        _ key: Key, _ expression: Text, _ values: [Text: Value] = [:], if condition: Text? = nil
    ) throws -> ItemWrite {
        var placeholders = try Placeholders(names: [:], values: values)
        let update = try Update.parse(expression, in: dialect, with: &placeholders)
        let condition = try condition.map {
            try Condition.parse($0, as: .condition, in: dialect, with: &placeholders)
        }
        return ItemWrite(table: id, key: key, condition: condition, action: .update(update))
    }

    package func deleting(_ key: Key, if condition: Condition? = nil) -> ItemWrite {
        ItemWrite(table: id, key: key, condition: condition, action: .delete)
    }

    /// A batch of increments of this table.
    package func batch(
        _ source: Text, _ sequence: Int64, _ writes: [ItemWrite]
    ) -> IncrementBatch {
        IncrementBatch(
            table: id, mark: SourceMark(source: source, sequence: sequence), writes: writes)
    }

    package func checking(_ key: Key, _ condition: Condition) -> ItemWrite {
        ItemWrite(table: id, key: key, condition: condition, action: .check)
    }
}

extension Condition {
    package static func of(_ text: Text, _ values: [Text: Value] = [:]) throws -> Condition {
        var placeholders = try Placeholders(names: [:], values: values)
        return try parse(text, as: .condition, in: .strict, with: &placeholders)
    }
}
