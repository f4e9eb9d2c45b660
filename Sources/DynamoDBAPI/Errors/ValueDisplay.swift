import JSON

/// A value as it is quoted in the message about a broken constraint, cut short when it is long.
enum ValueDisplay {
    private static let bytesMax = DynamoDBLimits.shownValueBytesMax

    /// - Parameter shape: what the value is; AWS shows structures by their type's name.
    static func text(_ node: JSONNode, _ shape: Shape = .ignored) -> String {
        var text = ""
        append(node, shape, to: &text)
        return text
    }

    /// The value as JSON without blanks, which is how AWS quotes some maps.
    static func json(_ node: JSONNode) -> String {
        var bytes: [UInt8] = []
        var isInString = false
        var isEscaped = false
        for byte in node.rawBytes where bytes.count < bytesMax {
            if !isInString, byte <= UInt8(ascii: " ") { continue }
            bytes.append(byte)
            if byte == UInt8(ascii: "\""), !isEscaped { isInString.toggle() }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ node: JSONNode, _ shape: Shape, to text: inout String) {
        guard text.utf8.count < bytesMax else { return }
        switch node.kind {
        case .string: text += (node.string ?? "").prefix(bytesMax)
        case .number: text += (node.numberText ?? "").prefix(bytesMax)
        case .boolean: text += node.boolean == true ? "true" : "false"
        case .null: text += "null"
        case .array:
            text += "["
            for (index, element) in node.elements.enumerated() where text.utf8.count < bytesMax {
                if index > 0 { text += ", " }
                append(element, shape.element, to: &text)
            }
            text += "]"
        case .object:
            if case .members(let rules, let type) = shape, !type.isEmpty {
                return append(node, rules.fields, type, to: &text)
            }
            text += "{"
            for (index, member) in node.members.enumerated() where text.utf8.count < bytesMax {
                text += index > 0 ? ", \(member.name)=" : "\(member.name)="
                append(member.value, shape.element, to: &text)
            }
            text += "}"
        }
    }

    private static func append(
        _ node: JSONNode, _ fields: [Field], _ type: String, to text: inout String
    ) {
        text += "\(type)("
        for (index, field) in fields.enumerated() {
            text += index > 0 ? ", \(field.memberName)=" : "\(field.memberName)="
            guard let member = node[field.name] else {
                text += "null"
                continue
            }
            append(member, field.shape, to: &text)
        }
        text += ")"
    }
}
