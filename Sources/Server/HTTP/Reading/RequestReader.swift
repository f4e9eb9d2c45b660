package import NIOCore

/// Reads one request after the other from the bytes of a connection, in whatever pieces they come.
///
/// It takes the bytes it has understood and holds at most a head's worth of others, so what a
/// client may have it keep is bounded. Every byte is looked at a fixed number of times.
package struct RequestReader {
    /// What comes next of a request.
    package enum Part {
        case head(RequestHead)
        /// Some bytes of the body, at least one.
        case body(ByteBuffer)
        case end
    }

    private enum State {
        case requestLine
        case fields(RequestLine)
        case body(bytesLeft: Int)
        case chunkLine
        case chunk(bytesLeft: Int)
        /// The line end behind a chunk's bytes.
        case chunkEnd
        case trailers
    }

    private var state = State.requestLine
    private var scanner = LineScanner()
    private var fields = HTTPFields()
    private var framing = FramingFields()
    /// Bytes of the head's lines after the first, and of trailers, with their line ends.
    private var fieldBytes = 0
    private var fieldCount = 0

    package init() {}

    /// Whether a request has begun and not ended.
    package var isAmidRequest: Bool {
        if case .requestLine = state { scanner.scannedCount > 0 } else { true }
    }

    /// The first line of a request whose head has not ended.
    package var requestLine: RequestLine? {
        if case .fields(let line) = state { line } else { nil }
    }

    /// Takes the next part from the front of `input`; `nil` when there is too little of it.
    ///
    /// After an error it must not be called again.
    package mutating func next(from input: inout ByteBuffer) throws(ReadingError) -> Part? {
        while true {
            switch state {
            case .requestLine:
                guard try readRequestLine(&input) else { return nil }
            case .fields(let line):
                guard let count = try fieldLine(&input) else { return nil }
                if count == 0 { return .head(try finishHead(line)) }
            case .body(0):
                state = .requestLine
                return .end
            case .body(let bytesLeft):
                guard let bytes = RequestReader.take(bytesLeft, from: &input) else { return nil }
                state = .body(bytesLeft: bytesLeft - bytes.readableBytes)
                return .body(bytes)
            case .chunkLine:
                guard try readChunkLine(&input) else { return nil }
            case .chunk(let bytesLeft):
                guard let bytes = RequestReader.take(bytesLeft, from: &input) else { return nil }
                let rest = bytesLeft - bytes.readableBytes
                state = rest == 0 ? .chunkEnd : .chunk(bytesLeft: rest)
                return .body(bytes)
            case .chunkEnd:
                guard let count = try line(&input, countMax: 0, tooLong: .malformed) else {
                    return nil
                }
                input.moveReaderIndex(forwardBy: count + 2)
                state = .chunkLine
            case .trailers:
                guard let count = try fieldLine(&input) else { return nil }
                if count == 0 { state = .body(bytesLeft: 0) }
            }
        }
    }

    // MARK: Lines

    /// The bytes of the line that `input` begins with, without its end; `nil` when it is not whole.
    private mutating func line(
        _ input: inout ByteBuffer, countMax: Int, tooLong: ReadingError
    ) throws(ReadingError) -> Int? {
        let count = try scanner.lineCount(in: input.readableBytesUInt8Span)
        if count ?? scanner.scannedCount > countMax { throw tooLong }
        return count
    }

    private mutating func readRequestLine(_ input: inout ByteBuffer) throws(ReadingError) -> Bool {
        let countMax = ServerLimits.requestLineBytesMax
        guard let count = try line(&input, countMax: countMax, tooLong: .requestLineTooLong) else {
            try RequestLine.checkStart(input.readableBytesUInt8Span)
            return false
        }
        // Empty lines may stand between requests: some clients send one after a body.
        if count > 0 {
            state = .fields(try RequestLine(input, count: count))
            fieldBytes = 0
            fieldCount = 0
        }
        input.moveReaderIndex(forwardBy: count + 2)
        return true
    }

    /// Takes a header or a trailer, which is only checked; returns the bytes of its line.
    private mutating func fieldLine(_ input: inout ByteBuffer) throws(ReadingError) -> Int? {
        let bytesLeft = ServerLimits.headerBytesMax - fieldBytes
        guard let count = try line(&input, countMax: bytesLeft, tooLong: .headTooLarge) else {
            return nil
        }
        if count > 0 {
            fieldBytes += count + 2
            fieldCount += 1
            guard fieldBytes <= ServerLimits.headerBytesMax,
                fieldCount <= ServerLimits.headerFieldsMax
            else { throw .headTooLarge }
            let line = try FieldLine(input.readableBytesUInt8Span.extracting(first: count))
            switch state {
            case .fields: try fields.keep(line, of: input, framing: &framing)
            default: try FramingFields.checkTrailer(input.readableBytesUInt8Span, line)
            }
        }
        input.moveReaderIndex(forwardBy: count + 2)
        return count
    }

    private mutating func finishHead(_ line: RequestLine) throws(ReadingError) -> RequestHead {
        let head = RequestHead(
            line: line, fields: fields,
            framing: try framing.framing(isOldClient: line.isOldClient),
            isKeptAlive: framing.isKeptAlive(isOldClient: line.isOldClient))
        fields = HTTPFields()
        framing = FramingFields()
        state =
            switch head.framing {
            case .length(let count): .body(bytesLeft: count)
            case .chunked: .chunkLine
            }
        return head
    }

    // MARK: Bodies

    /// Takes up to `count` bytes; `nil` when there are none.
    private static func take(_ count: Int, from input: inout ByteBuffer) -> ByteBuffer? {
        guard input.readableBytes > 0 else { return nil }
        return input.readSlice(length: min(count, input.readableBytes))
    }

    private mutating func readChunkLine(_ input: inout ByteBuffer) throws(ReadingError) -> Bool {
        let countMax = ServerLimits.chunkLineBytesMax
        guard let count = try line(&input, countMax: countMax, tooLong: .chunkLineTooLong) else {
            return false
        }
        let size = try ChunkLine(input.readableBytesUInt8Span.extracting(first: count)).size
        input.moveReaderIndex(forwardBy: count + 2)
        state = size == 0 ? .trailers : .chunk(bytesLeft: size)
        return true
    }
}
