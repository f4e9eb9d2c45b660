import Foundation
import JSON

/// The definition of a table or a handler in a file.
struct DefinitionFile {
    let path: String
    private let root: JSONNode

    /// - Parameter subject: what it defines, for complaints.
    init(path: String, of subject: String = "table") throws(Failure) {
        self.path = path
        let bytes: [UInt8]
        do {
            bytes = Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw Failure("\(path) cannot be read: \(error.localizedDescription)")
        }
        do throws(JSONError) {
            root = try JSONDocument(parsing: bytes).root
        } catch {
            throw Failure("\(path) is not JSON: \(error)")
        }
        guard root.kind == .object else { throw Failure("\(path) holds no \(subject) definition") }
    }

    /// The name that the definition gives the table.
    var name: String? { root["name"]?.string }

    /// The definition as it stands, for a table that may be called something else.
    func definition(named name: String) -> [UInt8] {
        definition(with: DefinitionMembers([.text("name", name)]))
    }

    /// The definition with some members in place of its own.
    func definition(with given: DefinitionMembers) -> [UInt8] {
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
