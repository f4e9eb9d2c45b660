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

    /// What is known of a value without decoding it.
    package enum Reading: Sendable {
        case null
        case boolean(Bool)
        case integer(Int64)
        /// Where its UTF-8 lies, which has not been checked.
        case string(Range<Int>)
        case binary(Range<Int>)
        case other(Value)
    }

    /// Starts before the first attribute of an item as `ItemCodec` writes it.
    @_lifetime(copy bytes)
    package init(_ bytes: Span<UInt8>) throws(CodecError) {
        self.bytes = bytes
        try bytes.readVersion(at: &offset)
        remainingCount = try bytes.readCount(at: &offset)
    }

    /// Moves on to the next attribute, over the last one's value unless that was read; `false` when
    /// there is none.
    package mutating func moveToNext() throws(CodecError) -> Bool {
        try step()
    }

    @inline(__always)
    private mutating func step() throws(CodecError) -> Bool {
        if isOnValue { try bytes.skipValue(at: &offset) }
        guard remainingCount > 0 else {
            isOnValue = false
            return false
        }
        remainingCount -= 1
        nameRange = try bytes.takeLengthPrefixed(at: &offset)
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
        var order = isOnValue ? bytes.extracting(nameRange).compare(with: wanted) : -1
        while order < 0 {
            guard try step() else { return -1 }
            order = bytes.extracting(nameRange).compare(with: wanted)
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
        bytes.extracting(nameRange).compare(with: other.span)
    }

    /// Whether the name's bytes begin with those of `prefix`.
    package func nameStarts(with prefix: [UInt8]) -> Bool {
        prefix.count <= nameRange.count
            && bytes.extracting(nameRange).extracting(first: prefix.count)
                .compare(with: prefix.span) == 0
    }

    /// Reads the value as a number; `nil`, and the walk stays where it is, when it is none.
    package mutating func readNumber() throws(CodecError) -> Number? {
        switch nextTag {
        case .integer, .decimal:
            isOnValue = false
            return try bytes.readNumber(at: &offset)
        default: return nil
        }
    }

    /// Where the bytes of a binary value lie; `nil`, and the walk stays where it is, when it is none.
    package mutating func readBinary() throws(CodecError) -> Range<Int>? {
        guard nextTag == .binary else { return nil }
        isOnValue = false
        offset += 1
        return try bytes.takeLengthPrefixed(at: &offset)
    }

    /// Reads the value, whatever it is; the walk must stand on one that was not read.
    package mutating func readValue() throws(CodecError) -> Reading {
        isOnValue = false
        var end = offset
        switch try bytes.readTag(at: &end) {
        case .null:
            offset = end
            return .null
        case .no, .yes:
            defer { offset = end }
            return .boolean(bytes[offset] == ValueTag.yes.rawValue)
        case .integer:
            defer { offset = end }
            return .integer(try bytes.readSignedVarint(at: &end))
        case .string:
            defer { offset = end }
            return .string(try bytes.takeLengthPrefixed(at: &end))
        case .binary:
            defer { offset = end }
            return .binary(try bytes.takeLengthPrefixed(at: &end))
        case .decimal, .list, .map, .stringSet, .numberSet, .binarySet:
            return .other(try bytes.readValue(at: &offset))
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

    /// The tag of the value that comes next, if it is one.
    private var nextTag: ValueTag? {
        offset < bytes.count ? ValueTag(rawValue: bytes[offset]) : nil
    }
}
