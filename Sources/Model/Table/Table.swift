package import Expressions
package import Values

/// A table as the catalog stores it: a value, replaced whole when something about it changes.
///
/// Every request and every write reads one, so a copy is one reference.
package struct Table: Hashable, Sendable {
    private struct Content: Hashable, Sendable {
        let id: TableID
        let name: Text
        let uuid: Text
        let keySchema: KeySchema
        let createdAt: Timestamp
        var settings: TableSettings
        var timeToLive: TimeToLive?
        var tags: [Text: Text]
        var backfills: [DerivedKind: BackfillWalk]
        var stream: StreamID?
        var history = TableHistory()
        var indexes: [SecondaryIndex] = []
        var nextIndexID = IndexID.first
    }

    private final class Box: Sendable {
        let content: Content
        let knownAttributes = KnownAttributes()
        let indexedAttributes: IndexedAttributes?

        init(_ content: Content) {
            self.content = content
            indexedAttributes = IndexedAttributes(of: content.indexes, in: content.keySchema)
        }
    }

    private var box: Box

    package init(
        id: TableID, name: Text, uuid: Text, keySchema: KeySchema, createdAt: Timestamp,
        settings: TableSettings = TableSettings(), timeToLive: TimeToLive? = nil,
        tags: [Text: Text] = [:], backfills: [DerivedKind: BackfillWalk] = [:],
        stream: StreamID? = nil
    ) {
        box = Box(
            Content(
                id: id, name: name, uuid: uuid, keySchema: keySchema, createdAt: createdAt,
                settings: settings, timeToLive: timeToLive, tags: tags,
                backfills: backfills, stream: stream))
    }

    package var id: TableID { box.content.id }
    package var name: Text { box.content.name }
    /// The TableId that AWS shows; random, captured in the command that made the table.
    package var uuid: Text { box.content.uuid }
    package var keySchema: KeySchema { box.content.keySchema }
    package var createdAt: Timestamp { box.content.createdAt }

    package var settings: TableSettings {
        get { box.content.settings }
        set { change { $0.settings = newValue } }
    }

    /// How precise new sketches are: `settings.sketchPrecisions` without a copy of all settings.
    package var sketchPrecisions: SketchPrecisions { box.content.settings.sketchPrecisions }

    /// What the table counts over time: `settings.series` without a copy of all settings.
    package var series: SeriesDefinition? { box.content.settings.series }

    package var timeToLive: TimeToLive? {
        get { box.content.timeToLive }
        set { change { $0.timeToLive = newValue } }
    }

    package var tags: [Text: Text] {
        get { box.content.tags }
        set { change { $0.tags = newValue } }
    }

    /// The walks that add what older items lack, by what they add; none when nothing is left to walk.
    package var backfills: [DerivedKind: BackfillWalk] {
        get { box.content.backfills }
        set { change { $0.backfills = newValue } }
    }

    /// The open stream, which `settings.stream` describes.
    package var stream: StreamID? {
        get { box.content.stream }
        set { change { $0.stream = newValue } }
    }

    package var history: TableHistory {
        get { box.content.history }
        set { change { $0.history = newValue } }
    }

    /// The secondary indexes, in the order in which they were made.
    package var indexes: [SecondaryIndex] {
        get { box.content.indexes }
        set { change { $0.indexes = newValue } }
    }

    /// What the indexes look at in items; `nil` when there are none.
    package var indexedAttributes: IndexedAttributes? { box.indexedAttributes }

    /// The id that the next index gets.
    package var nextIndexID: IndexID {
        get { box.content.nextIndexID }
        set { change { $0.nextIndexID = newValue } }
    }

    /// What this state of the table says of attributes, as far as it was asked.
    var knownAttributes: KnownAttributes { box.knownAttributes }

    private mutating func change(_ body: (inout Content) -> Void) {
        var content = box.content
        body(&content)
        box = Box(content)
    }

    package static func == (left: Table, right: Table) -> Bool {
        left.box === right.box || left.box.content == right.box.content
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(box.content)
    }

    /// `item` as readers and conditions see it at `time`: `nil` once it has ended, unless the
    /// table leaves ended items visible.
    package func visible(_ item: ItemImage?, at time: Timestamp) -> ItemImage? {
        guard let item, let timeToLive, timeToLive.mode == .exact else { return item }
        return timeToLive.hasEnded(item, at: time) ? nil : item
    }
}
