import JSON

/// The definition of a table or a handler in a file.
package struct DefinitionFile {
    package let path: String
    private let root: JSONNode

    /// - Parameter subject: what it defines, for complaints.
    package init(path: String, of subject: String = "table") throws(ClientFailure) {
        let input = try InputFile(path: path)
        self.path = input.path
        var bytes: [UInt8] = []
        while case let more = try input.read(), !more.isEmpty {
            bytes += more
            if bytes.count > ClientLimits.requestBytesMax {
                throw ClientFailure(
                    "\(path) is larger than a \(subject) definition can be (16 MiB)")
            }
        }
        if bytes.starts(with: InputFormat.byteOrderMark) {
            bytes.removeFirst(InputFormat.byteOrderMark.count)
        }
        do throws(JSONError) {
            root = try JSONDocument(parsing: bytes).root
        } catch {
            throw ClientFailure("\(path) is not JSON: \(error)")
        }
        guard root.kind == .object else {
            throw ClientFailure("\(path) holds no \(subject) definition")
        }
    }

    /// The name that the definition gives the table.
    package var name: String? { root["name"]?.string }

    /// The definition as it stands, for a table that may be called something else.
    package func definition(named name: String) -> [UInt8] {
        definition(with: DefinitionMembers([.text("name", name)]))
    }

    /// The definition with some members in place of its own.
    package func definition(with given: DefinitionMembers) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        given.write(to: &json)
        for (member, value) in root.members where !given.contains(member) {
            json.name(member)
            json.raw(value.rawBytes)
        }
        json.endObject()
        return json.bytes
    }
}
