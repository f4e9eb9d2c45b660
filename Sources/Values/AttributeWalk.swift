/// Walks the attributes of an encoded item in the order of their names, and decodes only what is
/// asked for.
///
/// For readers that want a few numbers out of many items: stepping over an attribute costs some
/// nanoseconds, and nothing is allocated.
package struct AttributeWalk: Sendable {
    private var reader: ByteReader
    private var remainingCount: Int
    private var nameRange = 0..<0
    private var isOnValue = false

    /// Starts before the first attribute of an item as `ItemCodec` writes it.
    package init(_ bytes: [UInt8], from start: Int = 0) throws(CodecError) {
        reader = ByteReader(bytes, from: start)
        try reader.readVersion()
        remainingCount = try reader.readCount()
    }

    /// All bytes that the item lies in; the ranges given out are theirs.
    package var bytes: [UInt8] { reader.bytes }

    /// Moves on to the next attribute, over the last one's value unless that was read; `false` when
    /// there is none.
    package mutating func moveToNext() throws(CodecError) -> Bool {
        if isOnValue { try reader.skipValue() }
        guard remainingCount > 0 else {
            isOnValue = false
            return false
        }
        remainingCount -= 1
        nameRange = try reader.take(try reader.readCount())
        isOnValue = true
        return true
    }

    /// Moves on to the first attribute whose name is not less than `name`, which may be the one it
    /// stands on unless that was read; `false` when there is none.
    package mutating func move(toAtOrAfter name: [UInt8]) throws(CodecError) -> Bool {
        let wanted = name.span
        if isOnValue, reader.compare(nameRange, with: wanted) >= 0 { return true }
        repeat {
            guard try moveToNext() else { return false }
        } while reader.compare(nameRange, with: wanted) < 0
        return true
    }

    /// Where the name's UTF-8 lies in `bytes`.
    package var nameBytes: Range<Int> { nameRange }

    /// -1, 0 or 1 as the name's bytes come before, are, or come after `other`.
    package func compareName(with other: [UInt8]) -> Int {
        reader.compare(nameRange, with: other.span)
    }

    /// Whether the name's bytes begin with those of `prefix`.
    package func nameStarts(with prefix: [UInt8]) -> Bool {
        prefix.count <= nameRange.count
            && reader.compare(nameRange.prefix(prefix.count), with: prefix.span) == 0
    }

    /// Reads the value as a number; `nil`, and the walk stays where it is, when it is none.
    package mutating func readNumber() throws(CodecError) -> Number? {
        guard let tag = reader.nextTag, tag == .integer || tag == .decimal else { return nil }
        isOnValue = false
        return try reader.readNumber()
    }

    /// Where the bytes of a binary value lie; `nil`, and the walk stays where it is, when it is none.
    package mutating func readBinary() throws(CodecError) -> Range<Int>? {
        guard reader.nextTag == .binary else { return nil }
        isOnValue = false
        try reader.skip(1)
        return try reader.take(try reader.readCount())
    }
}

extension ByteReader {
    /// The tag of the value that comes next, if it is one.
    fileprivate var nextTag: ValueTag? {
        offset < bytes.count ? ValueTag(rawValue: bytes[offset]) : nil
    }
}
