package import Values

/// A secondary index of a table: entries for those of its items that have the index's key, kept in the
/// same commit as the items.
package struct SecondaryIndex: Hashable, Sendable {
    package enum State: UInt8, Sendable {
        case active = 1
        /// Items that are older than the index are still being added (`Table.backfills[.index]`);
        /// reads are refused.
        case creating = 2
    }

    package let id: IndexID
    package var definition: SecondaryIndexDefinition
    package var state: State

    package init(id: IndexID, _ definition: SecondaryIndexDefinition, state: State = .active) {
        self.id = id
        self.definition = definition
        self.state = state
    }

    package var name: Text { definition.name }
    package var scope: SecondaryIndexDefinition.Scope { definition.scope }
    package var partition: [KeyAttribute] { definition.partition }
    package var sort: [KeyAttribute] { definition.sort }
    package var projection: IndexProjection { definition.projection }
}

//   index   id varint · state u8 (1 active, 2 creating) · index definition

extension SecondaryIndex {
    package func encode(to writer: inout ByteWriter) {
        writer.write(index: id)
        writer.write(byte: state.rawValue)
        definition.encode(to: &writer)
    }

    package init(from reader: inout ByteReader) throws(CodecError) {
        id = try reader.readIndex()
        let number = try reader.readByte()
        guard let state = State(rawValue: number) else {
            throw .invalid("state \(number) of an index")
        }
        self.state = state
        definition = try SecondaryIndexDefinition(from: &reader)
    }
}
