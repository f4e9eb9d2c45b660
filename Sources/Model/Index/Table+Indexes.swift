package import Values

extension Table {
    package func index(named name: Text) -> SecondaryIndex? {
        indexes.first { $0.name == name }
    }

    /// Adds an index; the caller has checked that it fits the table.
    package mutating func add(
        _ definition: SecondaryIndexDefinition, state: SecondaryIndex.State
    ) {
        indexes.append(SecondaryIndex(id: nextIndexID, definition, state: state))
        nextIndexID = nextIndexID.successor
    }

    /// Adds an index to a table that may have items, which a walk then adds to it.
    package mutating func add(
        _ definition: SecondaryIndexDefinition, walkingFrom time: Timestamp
    ) {
        add(definition, state: .creating)
        // From the beginning for all indexes that are not complete: their entries are the same twice.
        backfills[.index] = BackfillWalk(startedAt: time)
    }

    /// Takes the index away; its entries go later.
    package mutating func removeIndex(named name: Text) {
        indexes.removeAll { $0.name == name }
        if !indexes.contains(where: { $0.state == .creating }) { backfills[.index] = nil }
    }

    /// Notes that the walk for indexes has come to its end.
    mutating func completeIndexes() {
        indexes = indexes.map { SecondaryIndex(id: $0.id, $0.definition, state: .active) }
    }
}
