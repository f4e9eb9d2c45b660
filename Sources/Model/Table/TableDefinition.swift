package import Values

/// What a client defines of a table; the catalog adds the id.
package struct TableDefinition: Hashable, Sendable {
    package var name: Text
    package var uuid: Text
    package var keySchema: KeySchema
    package var settings: TableSettings
    package var tags: [Text: Text]
    /// The secondary indexes.
    package var indexes: [SecondaryIndexDefinition]

    package init(
        name: Text, uuid: Text, keySchema: KeySchema, settings: TableSettings = TableSettings(),
        tags: [Text: Text] = [:], indexes: [SecondaryIndexDefinition] = []
    ) {
        self.name = name
        self.uuid = uuid
        self.keySchema = keySchema
        self.settings = settings
        self.tags = tags
        self.indexes = indexes
    }
}
