import JSON

/// One click, as a line of the feed tells it.
struct Click {
    /// Seconds since 1970.
    let time: Int64
    let domain: String
    let link: String
    /// Absent when the feed did not know, also in the form of an empty text.
    let country: String?
    let referrer: String?
    let visitor: String?

    /// A line that is no click, in words that name the field.
    struct Malformed: Error, CustomStringConvertible {
        let description: String
        /// Whether it is no JSON at all, as a line is that is not whole.
        var isUnreadable = false
    }

    /// Instants with four-digit years: from 1970 to the end of 9999.
    private static let timesAllowed: ClosedRange<Int64> = 0...253_402_300_799
    private static let textBytesMax = 1000

    init(line: [UInt8]) throws(Malformed) {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: line)
        } catch {
            throw Malformed(description: "this is not JSON: \(error)", isUnreadable: true)
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
        domain = try Click.required("domain", in: root)
        link = try Click.required("link", in: root)
        country = try Click.text("country", in: root)
        referrer = try Click.text("referrer", in: root)
        visitor = try Click.text("visitor", in: root)
    }

    /// The link with its domain, as people write it.
    var address: String { "\(domain)/\(link)" }

    private static func required(
        _ name: String, in object: JSONNode
    ) throws(Malformed) -> String {
        guard object[name] != nil else {
            throw Malformed(description: "field \"\(name)\" is missing")
        }
        guard let text = try text(name, in: object) else {
            throw Malformed(description: "field \"\(name)\" must not be empty")
        }
        return text
    }

    private static func text(
        _ name: String, in object: JSONNode
    ) throws(Malformed) -> String? {
        guard let node = object[name], !node.isNull else { return nil }
        guard let text = node.string, text.utf8.count <= textBytesMax else {
            throw Malformed(
                description: "field \"\(name)\" must be a text of at most \(textBytesMax) bytes")
        }
        return text.isEmpty ? nil : text
    }
}
