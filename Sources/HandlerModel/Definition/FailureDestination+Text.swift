package import Model
package import Values

// A failure destination as one text: `file:NAME`, `table:NAME`, or the URL itself.

extension FailureDestination {
    package var text: String {
        switch self {
        case .file(let name): "file:\(name)"
        case .table(let name): "table:\(name)"
        case .http(let url): url.string
        }
    }

    /// Reads a destination; throws why the text is none, to follow a place and a colon.
    package init(parsing text: Text) throws(HandlerProblem) {
        let string = text.string
        if let name = FailureDestination.rest(of: string, after: "file:") {
            guard HandlerName.isValid(name) else {
                throw FailureDestination.problem("in file:NAME, \(HandlerName.rule)")
            }
            self = .file(name)
        } else if let name = FailureDestination.rest(of: string, after: "table:") {
            guard TableName.bytes.contains(name.utf8Count),
                name.string.utf8.allSatisfy(TableName.allows)
            else { throw FailureDestination.problem("in table:NAME, \(name) is no table's name") }
            self = .table(name)
        } else if string.utf8.starts(with: "http://".utf8)
            || string.utf8.starts(with: "https://".utf8)
        {
            try FailureDestination.check(url: string)
            self = .http(text)
        } else {
            throw FailureDestination.problem(
                "must be file:NAME, table:NAME, or a URL that begins with http:// or https://, "
                    + "found \(string)")
        }
    }

    private static func rest(of text: String, after prefix: String) -> Text? {
        text.utf8.starts(with: prefix.utf8) ? Text(String(text.dropFirst(prefix.count))) : nil
    }

    private static func check(url: String) throws(HandlerProblem) {
        guard url.utf8.count <= HandlerLimits.urlBytesMax else {
            throw problem(
                "is a URL of \(url.utf8.count) bytes; \(HandlerLimits.urlBytesMax) are allowed")
        }
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw problem("in a URL, blanks and everything beyond ASCII must be percent-encoded")
        }
        let host = url.utf8.drop { $0 != UInt8(ascii: "/") }.dropFirst(2)
            .prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        guard !host.isEmpty else { throw problem("is a URL without a host") }
    }

    private static func problem(_ message: String) -> HandlerProblem {
        HandlerProblem(field: "onFailure", message: message)
    }
}
