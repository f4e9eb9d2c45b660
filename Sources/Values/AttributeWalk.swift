/// Walks the attributes of an encoded item in the order of their names, and decodes only what is
/// asked for.
///
/// For readers that want a few numbers out of many items: stepping over an attribute costs some
/// nanoseconds, and nothing is copied or allocated. The item lies where it is stored.
package struct AttributeWalk: ~Escapable {
    /// What the item is, in which the ranges lie that are given out.
    package let bytes: Span<UInt8>
    private var offset = 0
    private var remainingCount = 0
    private var nameRange = 0..<0
    private var isOnValue = false

    /// A value as far as it can be told without making anything of it.
    package enum Reading: Sendable {
        case null
        case boolean(Bool)
        case integer(Int64)
        /// Where its UTF-8 lies, which nobody has checked.
        case string(Range<Int>)
        case binary(Range<Int>)
        case other(Value)
    }

    /// Starts before the first attribute of an item as `ItemCodec` writes it.
    @_lifetime(copy bytes)
    package init(_ bytes: Span<UInt8>) throws(CodecError) {
        self.bytes = bytes
        guard try readByte() == ItemCodec.version else { throw .invalid("item version") }
        remainingCount = try readCount()
    }

    /// Moves on to the next attribute, over the last one's value unless that was read; `false` when
    /// there is none.
    package mutating func moveToNext() throws(CodecError) -> Bool {
        try step()
    }

    @inline(__always)
    private mutating func step() throws(CodecError) -> Bool {
        if isOnValue { try skipValue() }
        guard remainingCount > 0 else {
            isOnValue = false
            return false
        }
        remainingCount -= 1
        nameRange = try take(try readCount())
        isOnValue = true
        return true
    }

    /// Moves on to the first attribute whose name is not less than `name`, which may be the one it
    /// stands on unless that was read; `false` when there is none.
    package mutating func move(toAtOrAfter name: [UInt8]) throws(CodecError) -> Bool {
        try advance(toAtOrAfter: name.span) >= 0
    }

    /// 0 or 1 as the attribute it moves on to has this name or a later one, -1 when there is none.
    @inline(__always)
    private mutating func advance(toAtOrAfter wanted: Span<UInt8>) throws(CodecError) -> Int {
        var order = isOnValue ? compare(nameRange, with: wanted) : -1
        while order < 0 {
            guard try step() else { return -1 }
            order = compare(nameRange, with: wanted)
        }
        return order
    }

    /// Moves on to the attribute with this name; `false` when it is not there, or was passed.
    package mutating func move(to name: [UInt8]) throws(CodecError) -> Bool {
        try advance(toAtOrAfter: name.span) == 0
    }

    /// Where the name's UTF-8 lies in `bytes`.
    package var nameBytes: Range<Int> { nameRange }

    /// -1, 0 or 1 as the name's bytes come before, are, or come after `other`.
    package func compareName(with other: [UInt8]) -> Int {
        compare(nameRange, with: other.span)
    }

    /// Whether the name's bytes begin with those of `prefix`.
    package func nameStarts(with prefix: [UInt8]) -> Bool {
        prefix.count <= nameRange.count
            && compare(nameRange.prefix(prefix.count), with: prefix.span) == 0
    }

    /// Reads the value as a number; `nil`, and the walk stays where it is, when it is none.
    package mutating func readNumber() throws(CodecError) -> Number? {
        switch nextTag {
        case .integer:
            isOnValue = false
            offset += 1
            return Number(try readSignedVarint())
        case .decimal:
            guard case .other(.number(let number)) = try readValue() else { return nil }
            return number
        default: return nil
        }
    }

    /// Where the bytes of a binary value lie; `nil`, and the walk stays where it is, when it is none.
    package mutating func readBinary() throws(CodecError) -> Range<Int>? {
        guard nextTag == .binary else { return nil }
        isOnValue = false
        offset += 1
        return try take(try readCount())
    }

    /// Reads the value, whatever it is; the walk must stand on one that was not read.
    package mutating func readValue() throws(CodecError) -> Reading {
        isOnValue = false
        let start = offset
        let tag = try readTag()
        switch tag {
        case .null: return .null
        case .no: return .boolean(false)
        case .yes: return .boolean(true)
        case .integer: return .integer(try readSignedVarint())
        case .string: return .string(try take(try readCount()))
        case .binary: return .binary(try take(try readCount()))
        case .decimal, .list, .map, .stringSet, .numberSet, .binarySet:
            try skipContents(of: tag)
            var reader = ByteReader(Array(copying: bytes.extracting(start..<offset)))
            let value = try reader.readValue()
            try reader.expectEnd()
            return .other(value)
        }
    }

    /// Reads the value as one that a key may have; `nil` when it is none.
    package mutating func readKeyValue() throws(CodecError) -> KeyValue? {
        switch try readValue() {
        case .null, .boolean: return nil
        case .integer(let integer): return .number(Number(integer))
        case .string(let range):
            guard let text = Text(utf8: bytes.extracting(range)) else { throw .invalid("UTF-8") }
            return .string(text)
        case .binary(let range):
            return .binary(Binary(Array(copying: bytes.extracting(range))))
        case .other(let value): return KeyValue(value)
        }
    }

    // MARK: Bytes

    /// The tag of the value that comes next, if it is one.
    private var nextTag: ValueTag? {
        offset < bytes.count ? ValueTag(rawValue: bytes[offset]) : nil
    }

    @inline(__always)
    private mutating func skipValue() throws(CodecError) {
        try skipContents(of: try readTag())
    }

    @inline(__always)
    private mutating func skipContents(of tag: ValueTag) throws(CodecError) {
        switch tag {
        case .null, .no, .yes: break
        case .integer: _ = try bytes.readVarint(at: &offset)
        case .decimal:
            _ = try bytes.readVarint(at: &offset)
            _ = try take(16)
        case .string, .binary: _ = try take(try readCount())
        case .list, .map, .stringSet, .numberSet, .binarySet:
            var size = 0
            for _ in 0..<4 { size = size << 8 | Int(try readByte()) }
            _ = try take(size)
        }
    }

    @inline(__always)
    private mutating func readTag() throws(CodecError) -> ValueTag {
        guard let tag = ValueTag(rawValue: try readByte()) else { throw .invalid("value tag") }
        return tag
    }

    @inline(__always)
    private mutating func readByte() throws(CodecError) -> UInt8 {
        guard offset < bytes.count else { throw .truncated }
        defer { offset += 1 }
        return bytes[offset]
    }

    @inline(__always)
    private mutating func readCount() throws(CodecError) -> Int {
        let value = try bytes.readVarint(at: &offset)
        guard value <= UInt64(bytes.count - offset) else { throw .truncated }
        return Int(value)
    }

    @inline(__always)
    private mutating func readSignedVarint() throws(CodecError) -> Int64 {
        let value = try bytes.readVarint(at: &offset)
        return Int64(bitPattern: value >> 1) ^ -Int64(value & 1)
    }

    @inline(__always)
    private mutating func take(_ count: Int) throws(CodecError) -> Range<Int> {
        guard count <= bytes.count - offset else { throw .truncated }
        let range = offset..<offset + count
        offset += count
        return range
    }

    @inline(__always)
    private func compare(_ range: Range<Int>, with other: Span<UInt8>) -> Int {
        let own = bytes.extracting(range)
        let shared = min(own.count, other.count)
        for index in 0..<shared where own[index] != other[index] {
            return own[index] < other[index] ? -1 : 1
        }
        return own.count == other.count ? 0 : own.count < other.count ? -1 : 1
    }
}
