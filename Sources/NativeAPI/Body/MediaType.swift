/// The forms in which a call takes its body.
enum MediaType: String, Sendable {
    case json = "application/json"
    /// One JSON value a line.
    case lines = "application/x-ndjson"

    /// The names by which senders call lines of JSON; none is registered.
    private static let lineNames = [
        "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonl",
        "application/jsonlines", "application/x-jsonlines",
    ]

    /// The type that a `Content-Type` field names; `nil` for one that is none of ours.
    ///
    /// Parameters such as `charset=utf-8` change nothing: JSON is UTF-8. A client that says nothing
    /// means JSON.
    init?(contentType: String?) {
        // What nearly all clients send is compared as a whole.
        guard let contentType, contentType != MediaType.json.rawValue else {
            self = .json
            return
        }
        let name = contentType.utf8.prefix { $0 != UInt8(ascii: ";") }
        if MediaType.isSame(name, as: MediaType.json.rawValue) {
            self = .json
            return
        }
        guard MediaType.lineNames.contains(where: { MediaType.isSame(name, as: $0) }) else {
            return nil
        }
        self = .lines
    }

    private static func isSame(_ name: Substring.UTF8View, as wanted: String) -> Bool {
        var rest = wanted.utf8[...]
        var hasEnded = false
        for byte in name {
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
                hasEnded = rest.count < wanted.utf8.count
                continue
            }
            let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            guard !hasEnded, rest.popFirst() == (isUpper ? byte | 0x20 : byte) else { return false }
        }
        return rest.isEmpty
    }
}
