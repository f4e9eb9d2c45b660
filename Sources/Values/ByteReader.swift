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

    package mutating func readByte() throws(CodecError) -> UInt8 {
        guard offset < bytes.count else { throw .truncated }
        defer { offset += 1 }
        return bytes[offset]
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
        let width = Integer.bitWidth / 8
        guard remaining >= width else { throw .truncated }
        var value: Integer = 0
        for index in offset..<offset + width { value = value << 8 | Integer(bytes[index]) }
        offset += width
        return value
    }

    @inline(__always)
    package mutating func readVarint() throws(CodecError) -> UInt64 {
        var end = offset
        defer { offset = end }
        return try bytes.span.readVarint(at: &end)
    }

    package mutating func readSignedVarint() throws(CodecError) -> Int64 {
        let value = try readVarint()
        return Int64(bitPattern: value >> 1) ^ -Int64(value & 1)
    }

    /// A count of things that follow, each of which takes a byte at least.
    @inline(__always)
    package mutating func readCount() throws(CodecError) -> Int {
        let value = try readVarint()
        guard value <= UInt64(remaining) else { throw .truncated }
        return Int(value)
    }

    package mutating func readBytes(_ count: Int) throws(CodecError) -> [UInt8] {
        let range = try take(count)
        return Array(bytes[range])
    }

    package mutating func readLengthPrefixed() throws(CodecError) -> [UInt8] {
        try readBytes(try readCount())
    }

    package mutating func readText() throws(CodecError) -> Text {
        let range = try take(try readCount())
        return try text(in: range)
    }

    package mutating func skip(_ count: Int) throws(CodecError) {
        _ = try take(count)
    }

    /// Steps over the next `count` bytes and says where they lie.
    @inline(__always)
    mutating func take(_ count: Int) throws(CodecError) -> Range<Int> {
        guard count >= 0, count <= remaining else { throw .truncated }
        let range = offset..<offset + count
        offset += count
        return range
    }

    /// Steps over the tag that was looked at.
    @inline(__always)
    mutating func skipTag() {
        offset += 1
    }

    /// Goes back to where something was read from.
    mutating func goBack(to offset: Int) {
        self.offset = offset
    }

    /// Throws unless `text(in:)` would give a text.
    func checkText(in range: Range<Int>) throws(CodecError) {
        // Most texts are ASCII and short.
        let text = bytes.span.extracting(range)
        var union: UInt8 = 0
        for index in text.indices { union |= text[index] }
        if union < 0x80 { return }
        do { _ = try UTF8Span(validating: text) } catch {
            throw .invalid("UTF-8")
        }
    }

    func text(in range: Range<Int>) throws(CodecError) -> Text {
        guard let text = Text(utf8: bytes.span.extracting(range)) else { throw .invalid("UTF-8") }
        return text
    }

    /// Whether the bytes of one range come before those of another, shorter before longer.
    @inline(__always)
    func isOrdered(_ first: Range<Int>, before second: Range<Int>) -> Bool {
        let left = bytes.span.extracting(first)
        let right = bytes.span.extracting(second)
        let shared = min(left.count, right.count)
        var index = 0
        while index < shared, left[index] == right[index] { index &+= 1 }
        return index < shared ? left[index] < right[index] : left.count < right.count
    }
}
