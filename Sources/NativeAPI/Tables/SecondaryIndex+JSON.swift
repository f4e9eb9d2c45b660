import Engine
import JSON
import Model
import PlainBodies
import Values

// What `IndexDefinitionsReader` reads, written back with what only a description says.

extension SecondaryIndex {
    /// Writes the index as one object; its figures are exact, of one that is being created those of the
    /// items that it has so far.
    func write(_ totals: Totals, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("name")
        writer.string(name.string)
        writer.name("key")
        writer.beginObject()
        SecondaryIndex.write(partition, as: "partition", to: &writer)
        if !sort.isEmpty { SecondaryIndex.write(sort, as: "sort", to: &writer) }
        writer.endObject()
        writer.name("projection")
        switch projection {
        case .all: writer.string("all")
        case .keysOnly: writer.string("keys")
        case .include(let names): writer.array(names) { $1.string($0.string) }
        }
        writer.name("status")
        switch state {
        case .active: writer.string("active")
        case .creating: writer.string("creating")
        }
        writer.name("itemCount")
        writer.integer(totals.items)
        writer.name("bytes")
        writer.integer(totals.bytes)
        writer.endObject()
    }

    private static func write(
        _ attributes: [KeyAttribute], as part: String, to writer: inout JSONWriter
    ) {
        writer.name(part)
        writer.array(attributes) { $0.write(to: &$1) }
    }
}
