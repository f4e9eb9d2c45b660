import JSON
import Model
import Values

/// A key schema as AWS describes it: for tables, their indexes and their streams.
enum KeySchemaJSON {
    static func writeMember(_ schema: KeySchema, to writer: inout JSONWriter) {
        writeMember([schema.partition], schema.sort.map { [$0] } ?? [], to: &writer)
    }

    static func writeMember(_ index: SecondaryIndex, to writer: inout JSONWriter) {
        writeMember(index.partition, index.sort, to: &writer)
    }

    private static func writeMember(
        _ partition: [KeyAttribute], _ sort: [KeyAttribute], to writer: inout JSONWriter
    ) {
        let keys = partition.map { ($0, "HASH") } + sort.map { ($0, "RANGE") }
        writer.name("KeySchema")
        writer.array(keys) { key, writer in
            writer.beginObject()
            writer.name("AttributeName")
            writer.string(key.0.name.string)
            writer.name("KeyType")
            writer.string(key.1)
            writer.endObject()
        }
    }
}
