package import Values

/// What a client defines of a secondary index; the table adds the id.
///
/// An item has an entry in the index when it has every attribute of the index's key, each of the
/// type that the key says.
package struct SecondaryIndexDefinition: Hashable, Sendable {
    package enum Scope: UInt8, Sendable {
        /// Within a partition of the table; always there from the table's beginning.
        case local = 1
        /// Over the whole table.
        case global = 2
    }

    package var name: Text
    package var scope: Scope
    /// One to `Limits.indexKeyAttributesMax`, all of which a query gives; a local index has its
    /// table's.
    package var partition: [KeyAttribute]
    /// Up to `Limits.indexKeyAttributesMax`, by which the entries of a partition are ordered.
    package var sort: [KeyAttribute]
    package var projection: IndexProjection
    package var throughput: IndexThroughput

    package init(
        name: Text, scope: Scope, partition: [KeyAttribute], sort: [KeyAttribute] = [],
        projection: IndexProjection = .all, throughput: IndexThroughput = IndexThroughput()
    ) {
        self.name = name
        self.scope = scope
        self.partition = partition
        self.sort = sort
        self.projection = projection
        self.throughput = throughput
    }

    /// The attributes of the key, in its order.
    package var keyAttributes: [KeyAttribute] { partition + sort }

    /// Whether both have the same entries, of which reads give the same.
    func isLike(_ other: SecondaryIndexDefinition) -> Bool {
        name == other.name && partition == other.partition && sort == other.sort
            && projection == other.projection
    }
}

//   index definition   name · scope u8 (1 local, 2 global) · partition, sort: count and key attribute
//                      of each · projection · throughput
//   key attribute      name · type u8

extension SecondaryIndexDefinition {
    package func encode(to writer: inout ByteWriter) {
        writer.write(text: name)
        writer.write(byte: scope.rawValue)
        writer.write(list: partition) { $0.write(keyAttribute: $1) }
        writer.write(list: sort) { $0.write(keyAttribute: $1) }
        writer.write(projection: projection)
        throughput.encode(to: &writer)
    }

    package init(from reader: inout ByteReader) throws(CodecError) {
        name = try reader.readText()
        let number = try reader.readByte()
        guard let scope = Scope(rawValue: number) else {
            throw .invalid("scope \(number) of an index")
        }
        self.scope = scope
        partition = try reader.readList { r throws(CodecError) in try r.readKeyAttribute() }
        sort = try reader.readList { r throws(CodecError) in try r.readKeyAttribute() }
        guard !partition.isEmpty else { throw .invalid("index without a key") }
        projection = try reader.readProjection()
        throughput = try IndexThroughput(from: &reader)
    }
}

extension ByteWriter {
    /// The indexes of a new table.
    package mutating func write(indexes: [SecondaryIndexDefinition]) {
        write(list: indexes) { $1.encode(to: &$0) }
    }
}

extension ByteReader {
    package mutating func readIndexes() throws(CodecError) -> [SecondaryIndexDefinition] {
        try readList { r throws(CodecError) in try SecondaryIndexDefinition(from: &r) }
    }
}
