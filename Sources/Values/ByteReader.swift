/// Reads what `ByteWriter` wrote, and refuses everything else.
///
/// Every length is compared with what is left before it is used, so that no bytes, however
/// damaged, make it trap or reserve memory that they do not have themselves.
package struct ByteReader: Sendable {
    let bytes: [UInt8]
    package private(set) var offset: Int

    /// Reads `bytes` from position `from` on; a position past the end reads as the end.
    package init(_ bytes: [UInt8], from offset: Int = 0) {
        self.bytes = bytes
        self.offset = min(max(offset, 0), bytes.count)
    }

    package var remaining: Int { bytes.count - offset }

    package var isAtEnd: Bool { offset == bytes.count }

    package func expectEnd() throws(CodecError) {
        guard isAtEnd else { throw .trailingBytes }
    }

    /// Goes on at another place, to which something was read.
    mutating func move(to offset: Int) {
        self.offset = offset
    }

    package mutating func readByte() throws(CodecError) -> UInt8 {
        var end = offset
        defer { offset = end }
        return try bytes.span.readByte(at: &end)
    }

    package mutating func readBoolean() throws(CodecError) -> Bool {
        switch try readByte() {
        case 0: false
        case 1: true
        default: throw .invalid("boolean")
        }
    }

    package mutating func readFixed<Integer: FixedWidthInteger & UnsignedInteger>(
        _ type: Integer.Type = Integer.self
    ) throws(CodecError) -> Integer {
        var end = offset
        defer { offset = end }
        return try bytes.span.readFixed(type, at: &end)
    }

    @inline(__always)
    package mutating func readVarint() throws(CodecError) -> UInt64 {
        var end = offset
        defer { offset = end }
        return try bytes.span.readVarint(at: &end)
    }

    package mutating func readSignedVarint() throws(CodecError) -> Int64 {
        var end = offset
        defer { offset = end }
        return try bytes.span.readSignedVarint(at: &end)
    }

    /// A count of things that follow, each of which takes a byte at least.
    @inline(__always)
    package mutating func readCount() throws(CodecError) -> Int {
        var end = offset
        defer { offset = end }
        return try bytes.span.readCount(at: &end)
    }

    package mutating func readBytes(_ count: Int) throws(CodecError) -> [UInt8] {
        var end = offset
        defer { offset = end }
        return Array(bytes[try bytes.span.take(count, at: &end)])
    }

    package mutating func readLengthPrefixed() throws(CodecError) -> [UInt8] {
        try readBytes(try readCount())
    }

    package mutating func readText() throws(CodecError) -> Text {
        var end = offset
        defer { offset = end }
        let bytes = bytes.span
        return try bytes.text(in: try bytes.takeLengthPrefixed(at: &end))
    }

    package mutating func skip(_ count: Int) throws(CodecError) {
        var end = offset
        defer { offset = end }
        _ = try bytes.span.take(count, at: &end)
    }
}
