import Client
import JSON

/// One click, as a line of the feed tells it.
struct Click: IngestEvent {
    static let plural = "clicks"

    /// Seconds since 1970.
    let time: Int64
    let domain: String
    let link: String
    /// Absent when the feed did not know, also in the form of an empty text.
    let country: String?
    let referrer: String?
    let visitor: String?

    init(line: [UInt8]) throws(MalformedLine) {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: line)
        } catch {
            throw MalformedLine(description: "this is not JSON: \(error)", isUnreadable: true)
        }
        let root = document.root
        guard root.kind == .object else {
            throw MalformedLine(description: "a click is a JSON object")
        }
        guard let time = root["t"] else {
            throw MalformedLine(description: "field \"t\" is missing")
        }
        guard let seconds = time.integer, ClickLimits.times.contains(seconds) else {
            throw MalformedLine(description: "field \"t\" must be a time in seconds since 1970")
        }
        self.time = seconds
        domain = try Click.required("domain", in: root)
        link = try Click.required("link", in: root)
        country = try Click.text("country", in: root)
        referrer = try Click.text("referrer", in: root)
        visitor = try Click.text("visitor", in: root)
    }

    /// Counts the click for its link, its domain and the whole site.
    func write(to json: inout JSONWriter, movedBy shift: Int64) {
        json.beginObject()
        json.name("at")
        json.string(UTCTime(secondsSince1970: time + shift).description)
        json.name("series")
        json.beginArray()
        for series in [ClickSeries.link(self), ClickSeries.domain(self), ClickSeries.wholeSite] {
            json.string(series)
        }
        json.endArray()
        json.name("add")
        json.beginObject()
        let counters = ["c", country.map { "country:\($0)" }, referrer.map { "referrer:\($0)" }]
        for case .some(let counter) in counters {
            json.name(counter)
            json.integer(1)
        }
        json.endObject()
        if let visitor {
            json.name("observe")
            json.beginObject()
            json.name("u")
            json.string(visitor)
            json.endObject()
        }
        json.endObject()
    }

    /// The link with its domain, as people write it.
    var address: String { "\(domain)/\(link)" }

    private static func required(
        _ name: String, in object: JSONNode
    ) throws(MalformedLine) -> String {
        guard object[name] != nil else {
            throw MalformedLine(description: "field \"\(name)\" is missing")
        }
        guard let text = try text(name, in: object) else {
            throw MalformedLine(description: "field \"\(name)\" must not be empty")
        }
        return text
    }

    private static func text(
        _ name: String, in object: JSONNode
    ) throws(MalformedLine) -> String? {
        guard let node = object[name], !node.isNull else { return nil }
        guard let text = node.string, text.utf8.count <= ClickLimits.textBytesMax else {
            throw MalformedLine(
                description: "field \"\(name)\" must be a text of at most "
                    + "\(ClickLimits.textBytesMax) bytes")
        }
        return text.isEmpty ? nil : text
    }
}
