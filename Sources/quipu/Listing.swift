import Console
import JSON

/// How a command shows what a server has: its tables, its handlers.
enum Listing {
    /// Prints a list: as JSON, one element a line, or as `lines` puts it.
    ///
    /// - Parameter none: what is said, on standard error, when there is nothing.
    static func print(
        _ elements: [JSONNode], asJSON json: Bool, none: String,
        lines: ([JSONNode]) -> [String]
    ) {
        if json {
            for element in elements { print(element) }
        } else if elements.isEmpty {
            Terminal.note(none)
        } else {
            for line in lines(elements) { Terminal.print(line) }
        }
    }

    /// Prints one element: as JSON, or as `lines` puts it.
    static func print(_ element: JSONNode, asJSON json: Bool, lines: (JSONNode) -> [String]) {
        if json {
            print(element)
        } else {
            for line in lines(element) { Terminal.print(line) }
        }
    }

    private static func print(_ element: JSONNode) {
        Terminal.print(String(decoding: element.rawBytes, as: UTF8.self))
    }
}
