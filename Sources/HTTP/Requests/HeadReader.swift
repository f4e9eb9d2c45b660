/// Reads the lines of a head, and those of trailers, which are only checked.
struct HeadReader: Equatable {
    private let conventions: HTTPConventions
    /// The first line, once it is there.
    private(set) var line: RequestLine?
    /// Whether it is: asked at every line, and cheaper to look at.
    private var hasLine = false
    private var scanner = LineScanner()
    private var fields = HTTPFields()
    private var framing = FramingFields()
    private var isAtTrailers = false
    /// Bytes of all lines but the first, with their line ends.
    private var fieldBytes = 0
    private var fieldCount = 0

    init(_ conventions: HTTPConventions) {
        self.conventions = conventions
    }

    /// Whether there is more than empty lines.
    var hasBegun: Bool { hasLine || scanner.scannedCount > 0 }

    /// Reads the lines that `bytes` begin with.
    ///
    /// To be called with the bytes that are not taken, and more, until it finds the empty line at
    /// the end.
    ///
    /// - Returns: how many bytes the lines take, where among them headers begin, whose bytes are to be
    ///   handed to `keep`, and whether the last line is that empty one.
    mutating func read(
        _ bytes: Span<UInt8>
    ) throws(ReadingError) -> (takenCount: Int, fieldsStart: Int, isWhole: Bool) {
        var start = 0
        var fieldsStart = 0
        while let count = try lineCount(in: bytes.extracting(droppingFirst: start)) {
            let line = bytes.extracting(start..<start + count)
            let lineStart = start
            start += count + 2
            if hasLine {
                if count == 0 { return (start, fieldsStart, true) }
                try readField(line, at: fields.keptCount + lineStart - fieldsStart)
            } else {
                fieldsStart = start
                // Empty lines may stand between requests: some clients send one after a body.
                if count > 0 {
                    self.line = try RequestLine(line)
                    hasLine = true
                }
            }
        }
        return (start, fieldsStart, false)
    }

    /// Keeps the lines of headers that were read.
    mutating func keep(_ lines: [UInt8]) {
        if !isAtTrailers { fields.keep(lines) }
    }

    /// What has been read, after its empty line; trailers follow if the body comes in chunks.
    mutating func finish(_ line: RequestLine) throws(ReadingError) -> RequestHead {
        let head = RequestHead(
            line: line, fields: fields,
            framing: try framing.framing(isHTTP10: line.isHTTP10),
            isKeptAlive: framing.isKeptAlive(isHTTP10: line.isHTTP10))
        fields = HTTPFields()
        framing = FramingFields()
        if head.framing == .chunked { isAtTrailers = true } else { finishRequest() }
        return head
    }

    /// Begins with the next head.
    mutating func finishRequest() {
        line = nil
        hasLine = false
        isAtTrailers = false
        fieldBytes = 0
        fieldCount = 0
    }

    private mutating func lineCount(in bytes: Span<UInt8>) throws(ReadingError) -> Int? {
        let countMax =
            hasLine ? HTTPLimits.headerBytesMax - fieldBytes : HTTPLimits.requestLineBytesMax
        let count = try scanner.lineCount(in: bytes, countMax: countMax)
        let seenCount = count ?? scanner.scannedCount
        if hasLine {
            if seenCount > countMax { throw .headTooLarge }
        } else {
            if seenCount > countMax {
                // A beginning that cannot become a line is seen first when bytes come one by one.
                try RequestLine.checkStart(bytes)
                throw conventions.rejection(ofLineBeginning: bytes)
            }
            if count == nil { try RequestLine.checkStart(bytes) }
        }
        return count
    }

    /// - Parameter start: where the line will stand among those that are kept.
    private mutating func readField(_ bytes: Span<UInt8>, at start: Int) throws(ReadingError) {
        fieldBytes += bytes.count + 2
        fieldCount += 1
        guard fieldBytes <= HTTPLimits.headerBytesMax,
            fieldCount <= HTTPLimits.headerFieldsMax
        else { throw .headTooLarge }
        let line = try FieldLine(bytes)
        let name = bytes.extracting(first: line.nameCount)
        if isAtTrailers {
            try FramingFields.checkTrailer(name)
        } else {
            try fields.note(
                bytes.extracting(line.value), at: start + line.value.lowerBound, as: name,
                own: conventions.headers, framing: &framing)
        }
    }
}
