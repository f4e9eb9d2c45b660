package import Values

/// A table as the catalog knows it: a value, replaced whole when something about it changes.
package struct Table: Hashable, Sendable {
    package let id: TableID
    package let name: Text
    /// The TableId that AWS shows; random, captured in the command that made the table.
    package let uuid: Text
    package let keySchema: KeySchema
    package let createdAt: Timestamp
    package var settings: TableSettings
    package var timeToLive: TimeToLive?
    package var tags: [Text: Text]
    /// The walk that enters older items into the expiry index; `nil` when nothing is left to walk.
    package var expiryBackfill: ExpiryWalk?
    /// The open stream, which `settings.stream` describes.
    package internal(set) var stream: StreamID?

    package init(
        id: TableID, name: Text, uuid: Text, keySchema: KeySchema, createdAt: Timestamp,
        settings: TableSettings = TableSettings(), timeToLive: TimeToLive? = nil,
        tags: [Text: Text] = [:], expiryBackfill: ExpiryWalk? = nil,
        stream: StreamID? = nil
    ) {
        self.id = id
        self.name = name
        self.uuid = uuid
        self.keySchema = keySchema
        self.createdAt = createdAt
        self.settings = settings
        self.timeToLive = timeToLive
        self.tags = tags
        self.expiryBackfill = expiryBackfill
        self.stream = stream
    }

    /// `item` as readers and conditions see it at `time`: `nil` once it has ended, unless the
    /// table leaves ended items visible.
    package func visible(_ item: Item?, at time: Timestamp) -> Item? {
        guard let item, let timeToLive, timeToLive.mode == .exact else { return item }
        return timeToLive.hasEnded(item, at: time) ? nil : item
    }
}

/// What CreateTable asks for; the catalog adds the id.
package struct TableDefinition: Hashable, Sendable {
    package var name: Text
    package var uuid: Text
    package var keySchema: KeySchema
    package var settings: TableSettings
    package var tags: [Text: Text]

    package init(
        name: Text, uuid: Text, keySchema: KeySchema, settings: TableSettings = TableSettings(),
        tags: [Text: Text] = [:]
    ) {
        self.name = name
        self.uuid = uuid
        self.keySchema = keySchema
        self.settings = settings
        self.tags = tags
    }
}
