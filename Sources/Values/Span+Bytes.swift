// The reading of stored bytes, once for all: whatever decodes, validates, walks over or edits them is
// made of these and of `Span+Values`.
//
// Every length is compared with what is left before it is used, so that no bytes, however damaged,
// make a reader trap or reserve memory that they do not have themselves.

extension Span<UInt8> {
    @inline(__always)
    func readByte(at offset: inout Int) throws(CodecError) -> UInt8 {
        guard offset < count else { throw .truncated }
        let byte = self[offset]
        offset &+= 1
        return byte
    }

    /// Reads a big-endian integer of some bytes.
    @inline(__always)
    func readFixed<Integer: FixedWidthInteger & UnsignedInteger>(
        _ type: Integer.Type = Integer.self, at offset: inout Int
    ) throws(CodecError) -> Integer {
        let width = Integer.bitWidth / 8
        guard count - offset >= width else { throw .truncated }
        var value: Integer = 0
        for index in offset..<offset + width { value = value << 8 | Integer(self[index]) }
        offset += width
        return value
    }

    /// Reads a varint at `offset`, see `ByteWriter`, and moves `offset` behind it.
    @inline(__always)
    func readVarint(at offset: inout Int) throws(CodecError) -> UInt64 {
        guard offset < count else { throw .truncated }
        let first = self[offset]
        // Lengths, counts and small numbers are nearly all that is ever read.
        guard first < 0x80 else { return try readLongVarint(at: &offset) }
        offset &+= 1
        return UInt64(first)
    }

    @inline(never)
    private func readLongVarint(at offset: inout Int) throws(CodecError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            guard offset < count else { throw .truncated }
            let byte = self[offset]
            offset += 1
            // The tenth byte has room for one bit.
            guard shift < 63 || byte <= 1 else { throw .invalid("varint too long") }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 {
                guard byte != 0 || shift == 0 else { throw .invalid("varint padded") }
                return value
            }
            shift += 7
        }
    }

    @inline(__always)
    func readSignedVarint(at offset: inout Int) throws(CodecError) -> Int64 {
        let value = try readVarint(at: &offset)
        return Int64(bitPattern: value >> 1) ^ -Int64(value & 1)
    }

    /// Reads a count of things that follow, each of which takes a byte at least.
    @inline(__always)
    func readCount(at offset: inout Int) throws(CodecError) -> Int {
        let value = try readVarint(at: &offset)
        guard value <= UInt64(count - offset) else { throw .truncated }
        return Int(truncatingIfNeeded: value)
    }

    /// Steps over `length` bytes and says where they lie.
    @inline(__always)
    func take(_ length: Int, at offset: inout Int) throws(CodecError) -> Range<Int> {
        guard length >= 0, length <= count - offset else { throw .truncated }
        let range = offset..<offset + length
        offset += length
        return range
    }

    /// Steps over bytes that stand behind their length, and says where they lie.
    @inline(__always)
    func takeLengthPrefixed(at offset: inout Int) throws(CodecError) -> Range<Int> {
        // A count is never more than what is left.
        let length = try readCount(at: &offset)
        let range = offset..<offset &+ length
        offset &+= length
        return range
    }

    /// The text whose UTF-8 lies in `range`.
    func text(in range: Range<Int>) throws(CodecError) -> Text {
        guard let text = Text(utf8: extracting(range)) else { throw .invalid("UTF-8") }
        return text
    }

    /// Throws unless `text(in:)` would give a text.
    @inline(__always)
    func checkText(in range: Range<Int>) throws(CodecError) {
        // Most texts are ASCII and short.
        let text = extracting(range)
        var union: UInt8 = 0
        for index in text.indices { union |= text[index] }
        if union < 0x80 { return }
        do { _ = try UTF8Span(validating: text) } catch { throw .invalid("UTF-8") }
    }

    /// -1, 0 or 1 as these bytes come before, are, or come after `other`: as unsigned numbers, and a
    /// prefix before what it begins.
    @inline(__always)
    func compare(with other: Span<UInt8>) -> Int {
        let shared = Swift.min(count, other.count)
        var index = 0
        while index < shared, self[index] == other[index] { index &+= 1 }
        guard index < shared else { return (count - other.count).signum() }
        return self[index] < other[index] ? -1 : 1
    }
}

extension [UInt8] {
    /// A copy of some bytes, for few of them: it goes byte by byte.
    package init(copying span: Span<UInt8>) {
        self.init(capacity: span.count) { bytes in
            for index in span.indices { bytes.append(span[index]) }
        }
    }
}
