package import HTTP
import NIOCore

/// One request as a reader has put it together.
package struct ReadRequest: Equatable {
    package let method: HTTPMethod
    package let target: String
    package let contentType: String?
    /// Every header, as `Name: value`.
    package let fields: [String]
    package let isKeptAlive: Bool
    package let isHTTP10: Bool
    package let isChunked: Bool
    /// Values of the application's headers, in the order of their places.
    package fileprivate(set) var own: [String?]
    package fileprivate(set) var body: [UInt8] = []
    package fileprivate(set) var isWhole = false

    fileprivate init(_ head: RequestHead) {
        method = head.line.method
        target = head.line.target
        contentType = head.fields.contentType
        fields = head.fields.all.map { "\($0.name): \($0.value)" }
        isKeptAlive = head.isKeptAlive
        isHTTP10 = head.line.isHTTP10
        isChunked = head.framing == .chunked
        own = ReadRequest.ownNames.map { head.fields[$0] }
    }

    private static let ownNames: [HTTPFields.Name] = [
        .application1, .application2, .application3, .application4,
    ]

    /// The request as a reader has it that knows no headers of an application.
    package var withoutOwn: ReadRequest {
        var request = self
        request.own = ReadRequest.ownNames.map { _ in nil }
        return request
    }

    package var text: String { String(decoding: body, as: UTF8.self) }
}

/// What became of the bytes of a connection.
package struct ReadBytes: Equatable {
    package private(set) var requests: [ReadRequest] = []
    package private(set) var error: ReadingError?
    /// Whether there is a request that has not ended.
    package private(set) var isAmidRequest = false
    /// The most bytes that were held without being understood.
    package private(set) var heldBytesMax = 0

    /// Reads pieces one after the other, as they would come from a socket.
    ///
    /// - Parameter conventions: those of the application that they are read for.
    package init(
        _ pieces: some Sequence<some Collection<UInt8>>, by conventions: HTTPConventions = .plain
    ) {
        var reader = RequestReader(conventions)
        do throws(ReadingError) {
            for piece in pieces {
                reader.receive(ByteBuffer(bytes: piece))
                while let part = try reader.next() { take(part) }
                heldBytesMax = max(heldBytesMax, reader.byteCount)
            }
            isAmidRequest = reader.isAmidRequest
        } catch {
            self.error = error
        }
    }

    package init(_ text: String) {
        self.init([Array(text.utf8)])
    }

    private mutating func take(_ part: RequestReader.Part) {
        switch part {
        case .head(let head): requests.append(ReadRequest(head))
        case .body(let bytes): requests[requests.count - 1].body += Array(buffer: bytes)
        case .end: requests[requests.count - 1].isWhole = true
        }
    }

    /// Whether the same was read, however the bytes were cut.
    package static func == (left: ReadBytes, right: ReadBytes) -> Bool {
        left.requests == right.requests && left.error == right.error
            && left.isAmidRequest == right.isAmidRequest
    }
}
