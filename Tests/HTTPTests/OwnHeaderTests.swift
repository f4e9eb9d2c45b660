import HTTP
import NIOCore
import Testing

@Suite("An application's own headers") struct OwnHeaderTests {
    /// Of each length by which names are compared in another way.
    private static let names = [
        "X-Eight-", "X-Sixteen-Chars-", "X-Seventeen-Chars", "X-Twenty-Four-Characters",
    ]

    private static let conventions = HTTPConventions(
        server: "Test", identifierHeader: "X-Identifier",
        headers: [
            .application1: names[0], .application2: names[1], .application3: names[2],
            .application4: names[3],
        ],
        unlistedHost: .invalid("Not under this name.", field: "Host")
    ) { $0.hasPrefix("PUT ") }

    private func fields(_ lines: [String]) throws -> HTTPFields {
        var reader = RequestReader(Self.conventions)
        let text = lines.map { $0 + "\r\n" }.joined()
        reader.receive(ByteBuffer(string: "GET / HTTP/1.1\r\n\(text)\r\n"))
        guard case .head(let head)? = try reader.next() else { throw ReadingError.malformed }
        return head.fields
    }

    private static let places: [HTTPFields.Name] = [
        .application1, .application2, .application3, .application4,
    ]

    @Test(arguments: [0, 1, 2, 3])
    func `each is found by its place, whatever the case of its letters`(place: Int) throws {
        let name = Self.names[place]
        for written in [name, name.lowercased(), name.uppercased()] {
            let fields = try fields(["Host: h", "\(written): value", "\(written): second"])
            for other in 0..<4 {
                #expect(fields[Self.places[other]] == (other == place ? "value" : nil))
            }
        }
    }

    @Test(arguments: [0, 1, 2, 3])
    func `a name that differs in one character is none of them`(place: Int) throws {
        let name = Array(Self.names[place])
        for index in name.indices {
            var other = name
            other[index] = other[index] == "q" ? "r" : "q"
            let fields = try fields(["\(String(other)): value"])
            for place in Self.places { #expect(!fields.contains(place)) }
        }
    }

    @Test func `headers of HTTP itself are found beside them`() throws {
        let fields = try fields(["Host: h", "X-Eight-: a", "Content-Type: text/plain"])
        #expect(fields.host == "h" && fields.contentType == "text/plain")
        #expect(fields[.application1] == "a")
    }

    @Test(arguments: [("GET /", ReadingError.requestLineTooLong), ("PUT /", .headTooLarge)])
    func `the application says what a line is answered that is too long`(
        beginning: String, error: ReadingError
    ) {
        var reader = RequestReader(Self.conventions)
        let rest = String(repeating: "x", count: HTTPLimits.requestLineBytesMax)
        reader.receive(ByteBuffer(string: beginning + rest))
        #expect(throws: error) { try reader.next() }
    }
}
