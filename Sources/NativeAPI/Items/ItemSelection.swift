import API
import JSON
import PlainBodies
import Values

/// Which attributes of items an answer has, and how they are written: as plain JSON, straight from
/// the stored bytes.
struct ItemSelection: Sendable {
    static let parameter = "attributes"

    private struct Name {
        let bytes: [UInt8]
        let json: [UInt8]
    }

    /// In the order in which an item has them; `nil` means all.
    private let names: [Name]?

    /// - Parameter projected: the attributes of an answer to a request that names none; `nil` means all.
    init(
        in request: NativeRequest, otherwise projected: [Text]? = nil
    ) throws(NativeError) {
        let names = try request.query.attributes(ItemSelection.parameter)
        guard names?.isEmpty != true else {
            throw .invalid(
                field: ItemSelection.parameter,
                "Parameter attributes must not be empty; without it items come whole.")
        }
        self.names = (names ?? projected)?.sorted().map {
            Name(bytes: $0.bytes, json: JSONWriter.quoted($0.string))
        }
    }

    /// Writes one item of which nothing was read; attributes that it does not have are left out.
    func write(
        _ attributes: inout AttributeWalk, to writer: inout JSONWriter
    ) throws(CodecError) {
        writer.beginObject()
        if let names {
            for name in names where try attributes.move(to: name.bytes) {
                writer.name(quoted: name.json)
                try ItemSelection.writeValue(of: &attributes, to: &writer)
            }
        } else {
            while try attributes.moveToNext() {
                let name = attributes.bytes.extracting(attributes.nameBytes)
                guard let text = Text(utf8: name) else { throw .invalid("UTF-8") }
                writer.name(text.string)
                try ItemSelection.writeValue(of: &attributes, to: &writer)
            }
        }
        writer.endObject()
    }

    private static func writeValue(
        of attributes: inout AttributeWalk, to writer: inout JSONWriter
    ) throws(CodecError) {
        switch try attributes.readValue() {
        case .null: writer.null()
        case .boolean(let boolean): writer.boolean(boolean)
        case .integer(let integer): writer.integer(integer)
        case .string(let range):
            guard writer.string(utf8: attributes.bytes.extracting(range)) else {
                throw .invalid("UTF-8")
            }
        case .binary(let range): writer.base64(attributes.bytes.extracting(range))
        case .other(let value): PlainJSON.write(value, to: &writer)
        }
    }
}
