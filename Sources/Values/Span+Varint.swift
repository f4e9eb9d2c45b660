extension Span where Element == UInt8 {
    /// Reads a varint at `offset`, see `ByteWriter`, and moves `offset` behind it.
    @inline(__always)
    func readVarint(at offset: inout Int) throws(CodecError) -> UInt64 {
        guard offset < count else { throw .truncated }
        let first = self[offset]
        // Lengths, counts and small numbers are nearly all that is ever read.
        guard first < 0x80 else { return try readLongVarint(at: &offset) }
        offset += 1
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
}

extension [UInt8] {
    /// A copy of some bytes, for few of them: it goes byte by byte.
    package init(copying span: Span<UInt8>) {
        self.init(capacity: span.count) { bytes in
            for index in span.indices { bytes.append(span[index]) }
        }
    }
}
