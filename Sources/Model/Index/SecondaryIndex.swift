package import Values

/// A secondary index of a table: entries for those of its items that have the index's key, kept in the
/// same commit as the items.
///
/// A class, as every write to the table asks for each of its indexes.
package final class SecondaryIndex: Hashable, Sendable {
    package enum State: UInt8, Sendable {
        case active = 1
        /// Items that are older than the index are still being added (`Table.backfills[.index]`);
        /// reads are refused.
        case creating = 2
    }

    package let id: IndexID
    package let definition: SecondaryIndexDefinition
    package let state: State
    /// The attributes of the key, in its order.
    package let keyAttributes: [KeyAttribute]
    /// The attributes that a read gives, the table's and the index's keys among them, in the order of
    /// their names; `nil` when it gives all.
    package let projected: [Text]?

    /// - Parameter schema: the key of its table.
    package init(
        id: IndexID, _ definition: SecondaryIndexDefinition, state: State, of schema: KeySchema
    ) {
        self.id = id
        self.definition = definition
        self.state = state
        keyAttributes = definition.keyAttributes
        if definition.projection == .all {
            projected = nil
        } else {
            var names = Set((keyAttributes + schema.keyAttributes).map(\.name))
            names.formUnion(definition.projection.included)
            projected = names.sorted()
        }
    }

    package var name: Text { definition.name }
    package var scope: SecondaryIndexDefinition.Scope { definition.scope }
    package var partition: [KeyAttribute] { definition.partition }
    package var sort: [KeyAttribute] { definition.sort }
    package var projection: IndexProjection { definition.projection }

    /// What DynamoDB counts for the attributes of an item that a read gives.
    package func projectedSize(of item: ItemImage) -> Int {
        projected.map { item.size(of: $0) } ?? item.size
    }

    package static func == (left: SecondaryIndex, right: SecondaryIndex) -> Bool {
        left === right
            || left.id == right.id && left.definition == right.definition
                && left.state == right.state
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(definition)
        hasher.combine(state)
    }
}

//   index   id varint · state u8 (1 active, 2 creating) · index definition

extension SecondaryIndex {
    func encode(to writer: inout ByteWriter) {
        writer.write(index: id)
        writer.write(byte: state.rawValue)
        definition.encode(to: &writer)
    }

    convenience init(from reader: inout ByteReader, of schema: KeySchema) throws(CodecError) {
        let id = try reader.readIndex()
        let number = try reader.readByte()
        guard let state = State(rawValue: number) else {
            throw .invalid("state \(number) of an index")
        }
        self.init(
            id: id, try SecondaryIndexDefinition(from: &reader), state: state, of: schema)
    }
}
