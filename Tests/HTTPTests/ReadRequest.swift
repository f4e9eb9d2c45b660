import HTTP
import NIOCore

/// One request as a reader has put it together.
struct ReadRequest: Equatable {
    var method: HTTPMethod
    var target: String
    var contentType: String?
    var isKeptAlive: Bool
    var isOldClient: Bool
    var body: [UInt8] = []
    var isWhole = false

    init(_ head: RequestHead) {
        method = head.line.method
        target = head.line.target
        contentType = head.fields.contentType
        isKeptAlive = head.isKeptAlive
        isOldClient = head.line.isOldClient
    }

    var text: String { String(decoding: body, as: UTF8.self) }
}

/// What became of the bytes of a connection.
struct ReadBytes: Equatable {
    var requests: [ReadRequest] = []
    var error: ReadingError?
    /// Whether there is a request that has not ended.
    var isAmidRequest = false
    /// The most bytes that were held without being understood.
    var heldBytesMax = 0

    /// Reads pieces one after the other, as they would come from a socket.
    init(_ pieces: some Sequence<some Collection<UInt8>>) {
        var reader = RequestReader()
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

    init(_ text: String) {
        self.init([Array(text.utf8)])
    }

    private mutating func take(_ part: RequestReader.Part) {
        switch part {
        case .head(let head): requests.append(ReadRequest(head))
        case .body(let bytes): requests[requests.count - 1].body += Array(buffer: bytes)
        case .end: requests[requests.count - 1].isWhole = true
        }
    }

    static func == (left: ReadBytes, right: ReadBytes) -> Bool {
        left.requests == right.requests && left.error == right.error
            && left.isAmidRequest == right.isAmidRequest
    }
}
