package import Commands
package import Engine
package import Expressions
package import Model
package import Values

/// The tables and writes that most tests start from.
package enum Sample {
    /// Partition key `pk` and sort key `sk`, both strings.
    package static let schema = KeySchema(
        partition: KeyAttribute(name: "pk", type: .string),
        sort: KeyAttribute(name: "sk", type: .string))

    package static func key(_ partition: Text, _ sort: Text) -> Key {
        Key(partition: .string(partition), sort: .string(sort))
    }

    package static func item(_ partition: Text, _ sort: Text, _ attributes: Item = [:]) -> Item {
        var item = attributes
        item["pk"] = .string(partition)
        item["sk"] = .string(sort)
        return item
    }
}

extension Store {
    /// Makes a table with `Sample.schema`, or with another one.
    package func makeTable(
        _ name: Text = "clicks", schema: KeySchema = Sample.schema
    ) async throws -> Table {
        let definition = TableDefinition(name: name, uuid: "test", keySchema: schema)
        return try await commit(CreateTable(definition))
    }

    /// Puts a whole item.
    @discardableResult
    package func put(
        _ item: Item, in table: Table, if condition: Condition? = nil
    ) async throws -> Change {
        let key = try table.keySchema.key(of: item)
        return try await write(
            ItemWrite(
                table: table.id, key: key, condition: condition, action: .put(ItemImage(item))))
    }

    /// Applies an update expression; values are named in it by `:name`.
    @discardableResult
    package func update(
        _ key: Key, in table: Table, _ expression: Text, values: [Text: Value] = [:],
        if condition: Text? = nil
    ) async throws -> Change {
        var placeholders = try Placeholders(names: [:], values: values)
        let update = try Update.parse(expression, in: table.dialect, with: &placeholders)
        let condition = try condition.map {
            try Condition.parse($0, as: .condition, in: table.dialect, with: &placeholders)
        }
        return try await write(
            ItemWrite(table: table.id, key: key, condition: condition, action: .update(update)))
    }

    @discardableResult
    package func delete(_ key: Key, in table: Table) async throws -> Change {
        try await write(ItemWrite(table: table.id, key: key, action: .delete))
    }

    package func write(_ write: ItemWrite) async throws -> Change {
        try await commit(write)
    }

    package func item(_ key: Key, in table: Table) throws -> Item? {
        try read { snapshot throws(StoreError) in try snapshot.item(key, in: table) }
    }
}

/// The store answered with a reply of another kind than the command asks for.
package struct UnexpectedReply: Error {
    package init() {}
}
