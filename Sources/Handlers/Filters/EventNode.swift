package import Engine
package import JSON
import Model
package import Values

/// A value of an event as filters see it: a part of a JSON text, or a part of a change record
/// before its JSON is written.
///
/// A pattern matches a record exactly as it would match its JSON: an attribute is an object with
/// one member, its type, and a number is a string. Most records are filtered out, so JSON is
/// written only for records that pass a filter.
package enum EventNode: Sendable {
    case json(JSONNode)
    /// The whole record.
    case event(ChangeRecord, EventRecords)
    /// Its member `dynamodb`.
    case change(ChangeRecord, EventRecords)
    /// An object whose members are attributes.
    case attributes(AttributeMap)
    /// An attribute: an object of one member, named after the type.
    case attribute(Value)
    /// What an attribute holds.
    case content(Value)
    case text(String)
    /// A JSON number.
    case number(String)
    /// An object of texts.
    case texts([(name: String, value: String)])

    package var kind: JSONKind {
        switch self {
        case .json(let node): node.kind
        case .event, .change, .attributes, .attribute, .texts: .object
        case .content(let value):
            switch value {
            case .string, .number, .binary: .string
            case .boolean, .null: .boolean
            case .map: .object
            case .list, .stringSet, .numberSet, .binarySet: .array
            }
        case .text: .string
        case .number: .number
        }
    }

    /// The member of that name of an object.
    package subscript(name: String) -> EventNode? {
        switch self {
        case .json(let node): node[name].map { .json($0) }
        case .event(let record, let source): source.member(name, of: record)
        case .change(let record, let source): source.changeMember(name, of: record)
        case .attributes(let attributes), .content(.map(let attributes)):
            attributes[Text(name)].map { .attribute($0) }
        case .attribute(let value):
            value.kind.rawValue == name ? .content(value) : nil
        case .texts(let members): members.first { $0.name == name }.map { .text($0.value) }
        case .content, .text, .number: nil
        }
    }

    /// The elements of an array.
    package var elements: [EventNode] {
        switch self {
        case .json(let node): node.elements.map { .json($0) }
        case .content(.list(let values)): values.map { .attribute($0) }
        case .content(.stringSet(let set)): set.elements.map { .content(.string($0)) }
        case .content(.numberSet(let set)): set.elements.map { .content(.number($0)) }
        case .content(.binarySet(let set)): set.elements.map { .content(.binary($0)) }
        default: []
        }
    }

    /// The text of a string.
    package var string: String? {
        switch self {
        case .json(let node): node.string
        case .content(.string(let text)): text.string
        case .content(.number(let number)): number.text
        case .content(.binary(let binary)): Base64.encode(binary.bytes)
        case .text(let text): text
        default: nil
        }
    }

    package var boolean: Bool? {
        switch self {
        case .json(let node): node.boolean
        case .content(.boolean(let boolean)): boolean
        case .content(.null): true
        default: nil
        }
    }

    package var isNull: Bool {
        if case .json(let node) = self { node.isNull } else { false }
    }

    /// A JSON number's exact value; `nil` for one that no attribute could have.
    package var jsonNumber: Number? {
        switch self {
        case .json(let node): node.kind == .number ? node.numberText.flatMap(Self.parsed) : nil
        case .number(let text): Self.parsed(text)
        default: nil
        }
    }

    /// The exact value of a number, or of a string that holds one.
    package var attributeNumber: Number? {
        if case .content(.number(let number)) = self { return number }
        return jsonNumber ?? string.flatMap(Self.parsed)
    }

    private static func parsed(_ text: String) -> Number? {
        do throws(NumberError) {
            return try Number(parsing: text)
        } catch {
            return nil
        }
    }

    func isString(_ text: String) -> Bool {
        if case .json(let node) = self { node.isString(text) } else { string == text }
    }

    var textBytes: ArraySlice<UInt8>? {
        if case .json(let node) = self {
            node.textBytes
        } else {
            string.map { Array($0.utf8)[...] }
        }
    }

    /// Whether both are written the same.
    func isSame(as other: EventNode) -> Bool {
        switch (self, other) {
        case (.json(let node), .json(let other)): node.rawBytes == other.rawBytes
        case (.attribute(let value), .attribute(let other)),
            (.content(let value), .content(let other)):
            value == other
        case (.attributes(let attributes), .attributes(let other)),
            (.attributes(let attributes), .content(.map(let other))),
            (.content(.map(let attributes)), .attributes(let other)):
            attributes == other
        default: false
        }
    }
}
