import Commands
import JSON
import Model
import StreamRecords
import Values

// Reading values in their wire form, straight from the JSON tape into `Value`. What every operation
// forbids is rejected here: several tags, bad numbers and base64, empty sets and duplicates, nesting
// past 32 levels, empty or overlong attribute names.

extension ValueJSON {
    /// Levels of lists and maps, the attribute's own value counted as the first.
    static let levelsMax = ValueLimits.depthMax
    static let nestingTooDeep = WireError.validation(
        "Nesting Levels have exceeded supported limits: "
            + "Attributes in the item have nested levels beyond supported limit")
    /// Nothing where a value should be; a JSON null is nothing too.
    private static let empty = WireError.validation(
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")
    static let emptyName = WireError.invalidParameter("Empty attribute name")
    /// Bytes of an attribute name.
    static let nameBytesMax = ValueLimits.attributeNameBytesMax

    /// Reads an object whose members are attributes: an item, a key, or a map value.
    static func item(from node: JSONNode) throws(WireError) -> Item {
        try attributes(from: node, level: 1)
    }

    /// Reads one value.
    static func value(from node: JSONNode) throws(WireError) -> Value {
        try value(from: node, level: 1)
    }

    /// Reads the values of a parameter that is a list of them; none when it was not given.
    static func values(from node: JSONNode?) throws(WireError) -> [Value] {
        guard let node else { return [] }
        var values: [Value] = []
        values.reserveCapacity(node.count)
        for element in node.elements { values.append(try value(from: element)) }
        return values
    }

    /// Refuses a name that no attribute may have.
    @inline(__always)
    static func check(attributeName name: Text) throws(WireError) {
        if name.isEmpty { throw emptyName }
        if name.utf8Count > nameBytesMax {
            throw .invalidParameter(
                "Attribute name is too large, must be less than \(nameBytesMax + 1) bytes")
        }
    }

    private static func attributes(from node: JSONNode, level: Int) throws(WireError) -> Item {
        guard node.kind == .object else {
            throw .serialization("Start of structure or map found where not expected")
        }
        var entries: [AttributeMap.Entry] = []
        entries.reserveCapacity(node.count)
        for (nameNode, valueNode) in node.memberNodes {
            let name = Text(nameNode.string ?? "")
            try check(attributeName: name)
            entries.append(
                AttributeMap.Entry(name: name, value: try value(from: valueNode, level: level)))
        }
        guard let map = AttributeMap(uniqueEntries: entries) else { throw .serialization(nil) }
        return map
    }

    private static func value(from node: JSONNode, level: Int) throws(WireError) -> Value {
        guard node.kind == .object else {
            throw node.isNull ? empty : .serialization("Unexpected value type in payload")
        }
        if level > levelsMax { throw nestingTooDeep }
        var found: Value?
        for (tag, content) in node.memberNodes where !content.isNull {
            guard let value = try value(tagged: tag, content, level: level) else { continue }
            if found != nil {
                throw .validation(
                    "Supplied AttributeValue has more than one datatypes set, "
                        + "must contain exactly one of the supported datatypes")
            }
            found = value
        }
        guard let found else { throw empty }
        return found
    }

    /// `nil` for a tag that does not exist: unknown members are ignored, like everywhere.
    private static func value(
        tagged tag: JSONNode, _ content: JSONNode, level: Int
    ) throws(WireError) -> Value? {
        switch tags.index(of: tag).map({ kinds[$0] }) {
        case .string: return .string(try text(content))
        case .number: return .number(try number(content))
        case .map: return .map(try attributes(from: content, level: level + 1))
        case .list: return .list(try list(content, level: level + 1))
        case .binary: return .binary(try binary(content))
        case .boolean: return .boolean(try boolean(content))
        case .null:
            guard try boolean(content) else {
                throw .invalidParameter("Null attribute value types must have the value of true")
            }
            return .null
        case .stringSet: return .stringSet(try stringSet(content))
        case .numberSet: return .numberSet(try numberSet(content))
        case .binarySet: return .binarySet(try binarySet(content))
        case nil: return nil
        }
    }

    private static let kinds = ValueKind.allCases
    private static let tags = JSONNames(kinds.map(\.rawValue))

    private static func list(_ node: JSONNode, level: Int) throws(WireError) -> [Value] {
        try elements(of: node) { (element) throws(WireError) in
            try value(from: element, level: level)
        }
    }

    /// The members of a set, none of which may be null.
    private static func members<Element>(
        of node: JSONNode, _ type: String, _ read: (JSONNode) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        try elements(of: node) { (element) throws(WireError) in
            if element.isNull {
                throw .invalidParameter(
                    "An \(type) set may not have a null \(type) as a member")
            }
            return try read(element)
        }
    }

    private static func elements<Element>(
        of node: JSONNode, _ read: (JSONNode) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        guard node.kind == .array else { throw .serialization("Unexpected field type") }
        var elements: [Element] = []
        elements.reserveCapacity(node.count)
        for element in node.elements { elements.append(try read(element)) }
        return elements
    }
}

// MARK: - Scalars

extension ValueJSON {
    private static func text(_ node: JSONNode) throws(WireError) -> Text {
        guard let string = node.string else { throw mismatch(node, with: "String") }
        return Text(string)
    }

    private static func boolean(_ node: JSONNode) throws(WireError) -> Bool {
        guard let boolean = node.boolean else { throw mismatch(node, with: "Boolean") }
        return boolean
    }

    private static func number(_ node: JSONNode) throws(WireError) -> Number {
        guard let bytes = node.textBytes else { throw mismatch(node, with: "String") }
        do throws(NumberError) {
            return try Number(parsing: bytes.span)
        } catch {
            throw .number(error, in: node.string ?? "")
        }
    }

    private static func binary(_ node: JSONNode) throws(WireError) -> Binary {
        guard node.kind == .string else {
            throw .serialization("only base-64-encoded strings are convertible to bytes")
        }
        guard let bytes = node.base64 else { throw .serialization("Invalid base64 encoding") }
        return Binary(bytes)
    }

    private static func mismatch(_ node: JSONNode, with type: String) -> WireError {
        switch node.kind {
        case .object: .serialization("Start of structure or map found where not expected")
        case .array: .serialization("Unrecognized collection type class java.lang.\(type)")
        case .number: .serialization("NUMBER_VALUE cannot be converted to \(type)")
        case .string: .serialization("STRING_VALUE cannot be converted to \(type)")
        case .boolean:
            .serialization(
                "\(node.boolean == true ? "TRUE" : "FALSE")_VALUE cannot be converted to \(type)")
        case .null: .serialization("NULL_VALUE cannot be converted to \(type)")
        }
    }
}

// MARK: - Sets

extension ValueJSON {
    private static func stringSet(_ node: JSONNode) throws(WireError) -> SortedSet<Text> {
        let elements = try members(of: node, "string", text)
        if elements.isEmpty { throw .invalidParameter("An string set  may not be empty") }
        if let set = SortedSet(unique: elements) { return set }
        throw .repeatedMember(among: elements)
    }

    private static func numberSet(_ node: JSONNode) throws(WireError) -> SortedSet<Number> {
        let elements = try members(of: node, "number", number)
        if elements.isEmpty { throw .invalidParameter("An number set  may not be empty") }
        if let set = SortedSet(unique: elements) { return set }
        throw .repeatedNumber
    }

    private static func binarySet(_ node: JSONNode) throws(WireError) -> SortedSet<Binary> {
        let elements = try members(of: node, "binary", binary)
        if elements.isEmpty { throw .invalidParameter("Binary sets should not be empty") }
        if let set = SortedSet(unique: elements) { return set }
        throw .repeatedMember(among: elements)
    }
}
