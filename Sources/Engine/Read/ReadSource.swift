package import Model
import Values

/// Where the items of a read are found: in the table itself, or among entries that hold items too.
///
/// An index is another source: other entries, whose keys begin with its own number and are made by
/// its own schema.
package struct ReadSource: Sendable {
    /// The database in which the entries lie.
    let space: Space
    /// What all keys begin with, as those of items do with their table's id.
    private let root: TableID
    /// By which attributes an entry lies where it does.
    let keySchema: KeySchema

    /// The items of a table.
    package static func items(of table: Table) -> ReadSource {
        ReadSource(space: .items, root: table.id, keySchema: table.keySchema)
    }

    /// What the keys of a partition begin with.
    func partition(_ value: KeyValue) -> [UInt8] { Keyspace.partition(value, in: root) }

    /// Where the entry of an item lies.
    func entry(_ key: Key) -> [UInt8] { Keyspace.item(key, in: root) }

    /// All entries of some slots.
    func entries(slots: Range<Int>) -> KeyRange { Keyspace.items(of: root, slots: slots) }
}
