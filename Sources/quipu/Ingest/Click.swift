import JSON

/// One click, as a line of the feed tells it.
struct Click {
    /// Seconds since 1970.
    let time: Int64
    let domain: String
    let link: String

    /// A line that is no click, in words that name the field.
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    /// Instants that fit the sort keys' four-digit years: from 1970 to the end of 9999.
    private static let timesAllowed: ClosedRange<Int64> = 0...253_402_300_799

    init(line: [UInt8]) throws(Malformed) {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: line)
        } catch {
            throw Malformed(description: "this is not JSON: \(error)")
        }
        let root = document.root
        guard root.kind == .object else {
            throw Malformed(description: "a click is a JSON object")
        }
        guard let time = root["t"] else {
            throw Malformed(description: "field \"t\" is missing")
        }
        guard let seconds = time.integer, Click.timesAllowed.contains(seconds) else {
            throw Malformed(description: "field \"t\" must be a time in seconds since 1970")
        }
        self.time = seconds
        domain = try Click.text("domain", in: root)
        link = try Click.text("link", in: root)
    }

    private static func text(
        _ name: String, in object: JSONNode
    ) throws(Malformed) -> String {
        guard let node = object[name] else {
            throw Malformed(description: "field \"\(name)\" is missing")
        }
        guard let text = node.string, !text.isEmpty, text.utf8.count <= 1000 else {
            throw Malformed(
                description: "field \"\(name)\" must be a text of 1 to 1000 bytes")
        }
        return text
    }
}
