package import NIOCore

/// Reads one request after the other from the bytes of a connection, in whatever pieces they come.
///
/// What it cannot use yet it keeps, and that is at most a head's worth as long as `next` is called
/// until it has nothing to say. Every byte is looked at a fixed number of times.
package struct RequestReader: Equatable {
    /// What comes next of a request.
    package enum Part {
        case head(RequestHead)
        /// Some bytes of the body, at least one.
        case body(ByteBuffer)
        case end
    }

    private enum State: Equatable {
        case head
        case body(bytesLeft: Int)
        case chunkLine
        case chunk(bytesLeft: Int)
        /// The line end behind a chunk's bytes.
        case chunkEnd
        case trailers
    }

    private var state = State.head
    /// What has arrived and is no part of a request yet.
    private var input = ByteBuffer()
    private var head: HeadReader
    /// Of lines in front of chunks and behind them.
    private var scanner = LineScanner()
    /// What the chunks of the body at hand claim so far.
    private var chunkBytes = 0

    /// - Parameter conventions: those of the application that the requests are for.
    package init(_ conventions: HTTPConventions = .plain) {
        head = HeadReader(conventions)
    }

    /// Whether there are bytes that are no part of a request yet.
    package var hasBytes: Bool { input.readableBytes > 0 }

    /// How many they are.
    package var byteCount: Int { input.readableBytes }

    /// Whether a request has begun and not ended.
    package var isAmidRequest: Bool {
        if case .head = state { head.hasBegun } else { true }
    }

    /// The first line of the request at hand, once it is there.
    package var requestLine: RequestLine? { head.line }

    /// Takes in bytes that have arrived.
    package mutating func receive(_ bytes: ByteBuffer) {
        if input.readableBytes == 0 {
            input = bytes
            return
        }
        // Else requests that never end where a read ends would have it grow and grow.
        if input.readerIndex > input.readableBytes { input.discardReadBytes() }
        input.writeImmutableBuffer(bytes)
    }

    /// Gives away what has arrived and is no part of a request.
    package mutating func takeBytes() -> ByteBuffer {
        let bytes = input
        input = ByteBuffer()
        return bytes
    }

    /// The next part; `nil` when too little of it has arrived.
    ///
    /// After an error it must not be called again.
    package mutating func next() throws(ReadingError) -> Part? {
        let part = try read()
        // An empty buffer keeps the memory that it was a part of.
        if part == nil, input.readableBytes == 0, input.capacity > 0 { input = ByteBuffer() }
        return part
    }

    private mutating func read() throws(ReadingError) -> Part? {
        while true {
            switch state {
            case .head:
                guard try readLines(), let line = head.line else { return nil }
                return .head(try finishHead(line))
            case .body(0):
                state = .head
                return .end
            case .body(let bytesLeft):
                guard let bytes = takeBody(bytesLeft) else { return nil }
                state = .body(bytesLeft: bytesLeft - bytes.readableBytes)
                return .body(bytes)
            case .chunkLine:
                guard try readChunkLine() else { return nil }
            case .chunk(let bytesLeft):
                guard let bytes = takeBody(bytesLeft) else { return nil }
                let rest = bytesLeft - bytes.readableBytes
                state = rest == 0 ? .chunkEnd : .chunk(bytesLeft: rest)
                return .body(bytes)
            case .chunkEnd:
                guard try readChunkEnd() else { return nil }
            case .trailers:
                guard try readLines() else { return nil }
                head.finishRequest()
                state = .body(bytesLeft: 0)
            }
        }
    }

    // MARK: Heads

    /// Reads lines; says whether the empty one is there at which they end.
    private mutating func readLines() throws(ReadingError) -> Bool {
        guard input.readableBytes > 0 else { return false }
        // A copy, because the compiler takes a span of one property for a use of all of them.
        let bytes = input
        let (takenCount, fieldsStart, isWhole) = try head.read(bytes.readableBytesUInt8Span)
        if takenCount > fieldsStart,
            let lines = bytes.getBytes(
                at: bytes.readerIndex + fieldsStart, length: takenCount - fieldsStart)
        {
            head.keep(lines)
        }
        input.moveReaderIndex(forwardBy: takenCount)
        return isWhole
    }

    private mutating func finishHead(_ line: RequestLine) throws(ReadingError) -> RequestHead {
        let head = try head.finish(line)
        state =
            switch head.framing {
            case .length(let count): .body(bytesLeft: count)
            case .chunked: .chunkLine
            }
        chunkBytes = 0
        return head
    }

    // MARK: Bodies

    /// Takes up to `count` bytes; `nil` when there are none.
    private mutating func takeBody(_ count: Int) -> ByteBuffer? {
        guard input.readableBytes > 0 else { return nil }
        return input.readSlice(length: min(count, input.readableBytes))
    }

    private mutating func readChunkLine() throws(ReadingError) -> Bool {
        let countMax = HTTPLimits.chunkLineBytesMax
        let bytes = input
        let count = try scanner.lineCount(in: bytes.readableBytesUInt8Span, countMax: countMax)
        if count ?? scanner.scannedCount > countMax { throw .chunkLineTooLong }
        guard let count else { return false }
        let size = try ChunkLine(bytes.readableBytesUInt8Span.extracting(first: count)).size
        input.moveReaderIndex(forwardBy: count + 2)
        // Rejected before the first byte of the chunk, as the client would otherwise send all of
        // it.
        guard size <= HTTPLimits.bodyBytesMax - chunkBytes else { throw .bodyTooLarge }
        chunkBytes += size
        state = size == 0 ? .trailers : .chunk(bytesLeft: size)
        return true
    }

    private mutating func readChunkEnd() throws(ReadingError) -> Bool {
        let bytes = input
        let count = try scanner.lineCount(in: bytes.readableBytesUInt8Span, countMax: 0)
        if count ?? scanner.scannedCount > 0 { throw .malformed }
        guard count != nil else { return false }
        input.moveReaderIndex(forwardBy: 2)
        state = .chunkLine
        return true
    }
}
