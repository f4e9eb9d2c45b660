import JSON
import Values

/// A key schema as AWS describes it: for tables and for their streams.
enum KeySchemaJSON {
    static func writeMember(_ schema: KeySchema, to writer: inout JSONWriter) {
        var keys = [(schema.partition, "HASH")]
        if let sort = schema.sort { keys.append((sort, "RANGE")) }
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
