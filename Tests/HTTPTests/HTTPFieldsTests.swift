import HTTP
import NIOCore
import Testing

@Suite("Headers") struct HTTPFieldsTests {
    /// The head of a request whose bytes come in pieces of that size.
    private func head(_ text: String, piece: Int = .max) throws -> RequestHead {
        var reader = RequestReader()
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            reader.receive(ByteBuffer(bytes: rest.prefix(piece)))
            rest = rest.dropFirst(piece)
            if case .head(let head)? = try reader.next() { return head }
        }
        throw ReadingError.malformed
    }

    private static let text =
        "GET /a%2Fb/c?x=%20&y HTTP/1.1\r\nHost:  h:1 \r\nX-Amz-Date: 20260101T000000Z\r\n"
        + "x-AMZ-date:\t second\t\r\nAuthorization: AWS4-HMAC-SHA256 Credential=x\r\n"
        + "X-Empty:\r\nContent-Type: text/plain; a=b\r\ncontent-type: ignored\r\n\r\n"

    @Test(arguments: [1, 2, 7, 20, 64, 1000])
    func `all are kept in their order with names and values as they came`(piece: Int) throws {
        let fields = try head(Self.text, piece: piece).fields
        #expect(
            fields.all.map(\.name) == [
                "Host", "X-Amz-Date", "x-AMZ-date", "Authorization", "X-Empty", "Content-Type",
                "content-type",
            ])
        #expect(
            fields.all.map(\.value) == [
                "h:1", "20260101T000000Z", "second", "AWS4-HMAC-SHA256 Credential=x", "",
                "text/plain; a=b", "ignored",
            ])
    }

    @Test(arguments: [1, 5, 1000])
    func `those that the server reads are found by name, the first of each`(piece: Int) throws {
        let fields = try head(Self.text, piece: piece).fields
        #expect(fields.host == "h:1")
        #expect(fields.contentType == "text/plain; a=b")
        #expect(fields.mediaType == "text/plain")
        #expect(fields.isEqual(.host, "h:1".utf8.span) && !fields.isEqual(.host, "h:2".utf8.span))
        #expect(!fields.contains(.origin) && fields.origin == nil)
        #expect(!fields.hasSeveralHosts)
    }

    @Test func `path and query are kept as they came`() throws {
        let head = try head(Self.text)
        #expect(head.path == "/a%2Fb/c")
        #expect(head.query == "x=%20&y")
        #expect(head.path == "/a%2Fb/c")
    }

    @Test func `a second host is noticed, an empty one is there`() throws {
        let fields = try head("GET / HTTP/1.1\r\nHost:\r\nHOST: h\r\n\r\n").fields
        #expect(fields.hasSeveralHosts)
        #expect(fields.host == "")
    }

    @Test func `headers of trailers are none of the next request's`() throws {
        var reader = RequestReader()
        reader.receive(
            ByteBuffer(
                string: "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\n"
                    + "GET / HTTP/1.1\r\nC: d\r\n\r\n"))
        var heads: [RequestHead] = []
        while let part = try reader.next() {
            if case .head(let head) = part { heads.append(head) }
        }
        #expect(heads.map { $0.fields.all.map(\.name) } == [["Transfer-Encoding"], ["C"]])
    }
}
