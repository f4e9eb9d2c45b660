import JSON
import PlainBodies
import Values

// An attribute of a table's or an index's key, as a definition says it.

extension JSONNode {
    func readKeyAttribute() throws(BodyProblem) -> KeyAttribute {
        try refuseMembers(except: ["name", "type"])
        guard let name = self["name"] else { throw missing("name", "an attribute's name") }
        guard let type = self["type"] else { throw missing("type", "string, number or binary") }
        let word = try type.readText()
        guard let keyType = KeyType.allCases.first(where: { $0.word == word.string }) else {
            throw type.problem("must be string, number or binary, found \(word)")
        }
        return KeyAttribute(
            name: try name.readText(bytesMax: NativeLimits.keyNameBytesMax), type: keyType)
    }
}

extension KeyAttribute {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("name")
        writer.string(name.string)
        writer.name("type")
        writer.string(type.word)
        writer.endObject()
    }
}
