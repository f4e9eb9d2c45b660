package import Values

extension Table {
    package func index(named name: Text) -> SecondaryIndex? {
        indexes.first { $0.name == name }
    }

    package var globalIndexCount: Int { indexes.count { $0.scope == .global } }

    /// Adds an index; the caller has checked that it fits the table.
    package mutating func add(
        _ definition: SecondaryIndexDefinition, state: SecondaryIndex.State
    ) {
        indexes.append(
            SecondaryIndex(id: nextIndexID, definition, state: state, of: keySchema))
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

    /// Gets the indexes that `definitions` say, and no others; the caller has checked that they fit the
    /// table.
    ///
    /// An index with the same name, key and projection stays, local or global as it is. Any other of the
    /// name is created anew, as its sums depend on all three.
    package mutating func adopt(
        indexes definitions: [SecondaryIndexDefinition], walkingFrom time: Timestamp
    ) {
        for index in indexes
        where !definitions.contains(where: { index.definition.isLike($0) }) {
            removeIndex(named: index.name)
        }
        for definition in definitions where index(named: definition.name) == nil {
            add(definition, walkingFrom: time)
        }
    }

    /// Takes the index away; its entries go later.
    package mutating func removeIndex(named name: Text) {
        indexes.removeAll { $0.name == name }
        if !indexes.contains(where: { $0.state == .creating }) { backfills[.index] = nil }
    }

    /// Replaces what an index is said to be paid for; `false` when there is no such index.
    package mutating func setThroughput(
        _ throughput: IndexThroughput, ofIndexNamed name: Text
    ) -> Bool {
        guard let place = indexes.firstIndex(where: { $0.name == name }) else { return false }
        let index = indexes[place]
        var definition = index.definition
        definition.throughput = throughput
        indexes[place] = SecondaryIndex(
            id: index.id, definition, state: index.state, of: keySchema)
        return true
    }

    /// Notes that the walk for indexes has come to its end.
    mutating func completeIndexes() {
        indexes = indexes.map {
            SecondaryIndex(id: $0.id, $0.definition, state: .active, of: keySchema)
        }
    }
}
