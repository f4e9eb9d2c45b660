package import Expressions
package import JSON
package import Values

/// DynamoDB values in their wire form, `{"S": "text"}`.
///
/// Written here, from values and straight from an item's bytes; read in `DynamoDBAPI`, which has the
/// service's words for what is wrong with one.
package enum ValueJSON {
    /// Writes an item, or a key's attributes, as an object.
    package static func write(_ item: Item, to writer: inout JSONWriter) {
        writer.beginObject()
        for entry in item.entries {
            writer.name(entry.name.string)
            write(entry.value, to: &writer)
        }
        writer.endObject()
    }

    /// Writes a value with its type's tag.
    package static func write(_ value: Value, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name(value.kind.rawValue)
        switch value {
        case .string(let text): writer.string(text.string)
        case .number(let number): writer.string(number.text)
        case .binary(let binary): writer.base64(binary.bytes)
        case .boolean(let boolean): writer.boolean(boolean)
        case .null: writer.boolean(true)
        case .map(let attributes): write(attributes, to: &writer)
        case .list(let elements):
            writer.array(elements) { write($0, to: &$1) }
        case .stringSet(let set):
            writer.array(set.elements) { $1.string($0.string) }
        case .numberSet(let set):
            writer.array(set.elements) { $1.string($0.text) }
        case .binarySet(let set):
            writer.array(set.elements) { $1.base64($0.bytes) }
        }
        writer.endObject()
    }
}

// MARK: - From bytes

extension ValueJSON {
    /// Writes a whole item, of which nothing is decoded on the way.
    package static func write(_ image: ItemImage, to writer: inout JSONWriter) {
        let item = image.view
        writer.beginObject()
        item.forEachAttribute { name, location in
            writer.name(utf8: item.bytes.extracting(name))
            write(location, of: item, to: &writer)
        }
        writer.endObject()
    }

    private static func write(
        _ location: ValueLocation, of item: ItemView, to writer: inout JSONWriter
    ) {
        switch location.kind {
        case .string:
            writer.beginObject()
            writer.name(quoted: stringTag)
            if let text = item.contents(of: location) {
                // It was checked when the image was made.
                _ = writer.string(utf8: item.bytes.extracting(text))
            }
        case .number:
            guard let number = item.number(at: location) else { return }
            writer.beginObject()
            writer.name(quoted: numberTag)
            if let integer = number.int64 {
                writer.string(integer: integer)
            } else {
                writer.string(number.text)
            }
        case .binary:
            writer.beginObject()
            writer.name(quoted: binaryTag)
            if let bytes = item.contents(of: location) {
                writer.base64(item.bytes.extracting(bytes))
            }
        case .map:
            writer.beginObject()
            writer.name(ValueKind.map.rawValue)
            writer.beginObject()
            item.forEachMember(of: location) { name, member in
                writer.name(utf8: item.bytes.extracting(name))
                write(member, of: item, to: &writer)
            }
            writer.endObject()
        case .list:
            writer.beginObject()
            writer.name(ValueKind.list.rawValue)
            writer.beginArray()
            item.forEachElement(of: location) { write($0, of: item, to: &writer) }
            writer.endArray()
        case .boolean, .null, .stringSet, .numberSet, .binarySet:
            return write(item.value(at: location), to: &writer)
        }
        writer.endObject()
    }

    /// Writes an item, or what a projection leaves of it.
    package static func write(
        _ image: ItemImage, _ projection: Projection?, to writer: inout JSONWriter
    ) {
        if let projection {
            write(projection.project(image), to: &writer)
        } else {
            write(image, to: &writer)
        }
    }

    private static let stringTag = JSONWriter.quoted(ValueKind.string.rawValue)
    private static let numberTag = JSONWriter.quoted(ValueKind.number.rawValue)
    private static let binaryTag = JSONWriter.quoted(ValueKind.binary.rawValue)
}
