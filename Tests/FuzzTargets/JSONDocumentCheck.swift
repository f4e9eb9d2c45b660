import JSON

extension FuzzTarget {
    /// The reader of JSON: what it takes, its own writer can say again, and it means the same.
    package static let json = FuzzTarget(
        "json",
        sound: [
            #"{"a":[1,-2.5e+3,"\u00fc\n",null,true,{}],"b":{"c":[]}}"#, #""\ud83d\ude00""#,
            "[0.1,1e400,\"\"]", " \t{}\r\n",
        ].map { Array($0.utf8) }
    ) { bytes in
        guard let root = try? JSONDocumentCheck.root(of: bytes) else { return .refused }
        var writer = JSONWriter()
        JSONDocumentCheck.write(root, to: &writer)
        guard let again = try? JSONDocumentCheck.root(of: writer.bytes) else {
            return .wrong("what it read cannot be read again")
        }
        var second = JSONWriter()
        JSONDocumentCheck.write(again, to: &second)
        return writer.bytes == second.bytes
            ? .taken : .wrong("it reads its own text as something else")
    }
}

/// Reads a document whole, and writes it again.
enum JSONDocumentCheck {
    static func root(of bytes: [UInt8]) throws(JSONError) -> JSONNode {
        try JSONDocument(parsing: bytes).root
    }

    static func write(_ node: JSONNode, to writer: inout JSONWriter) {
        switch node.kind {
        case .null: writer.null()
        case .boolean: writer.boolean(node.boolean ?? false)
        case .number: writer.number(text: node.numberText ?? "0")
        case .string: writer.string(node.string ?? "")
        case .array:
            writer.beginArray()
            for element in node.elements { write(element, to: &writer) }
            writer.endArray()
        case .object:
            writer.beginObject()
            for member in node.members {
                writer.name(member.name)
                write(member.value, to: &writer)
            }
            writer.endObject()
        }
    }
}
