import Engine
import Model
import Values

/// Where a page of a SELECT ended: an item's key, and its key in the index that was read.
struct SelectPosition: Hashable, Sendable {
    let key: Key
    /// A statement reads only indexes whose keys are like a table's.
    let indexKey: Key?

    init(key: Key, indexKey: Key? = nil) {
        self.key = key
        self.indexKey = indexKey
    }

    init(_ position: IndexPosition) {
        key = position.key
        indexKey = Key(
            partition: position.indexKey.partition[0], sort: position.indexKey.sort.first)
    }

    var indexPosition: IndexPosition? {
        indexKey.map { key in
            IndexPosition(
                indexKey: IndexKey(
                    partition: [key.partition], sort: key.sort.map { [$0] } ?? []),
                key: self.key)
        }
    }
}
