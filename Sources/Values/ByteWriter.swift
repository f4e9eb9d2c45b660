/// Builds the bytes that go to disk: items, keys, commands.
///
/// Fixed-width integers are big-endian. A varint is LEB128: seven bits a byte, lowest first,
/// the high bit set on all bytes but the last.
///
/// What writes a byte or two is compiled into the callers, in other modules too: a call would cost
/// more.
@usableFromInline
package struct ByteWriter: Sendable {
    @usableFromInline package internal(set) var bytes: [UInt8]

    /// Texts up to this many bytes, as most names are, are quicker written byte by byte.
    private static let shortTextMax = 16

    package init() {
        bytes = []
    }

    /// Has room for so many bytes.
    package init(capacity: Int) {
        bytes = []
        // `Array(capacity:)` is not compiled for bytes: it would look up its types.
        bytes.reserveCapacity(capacity)
    }

    /// Continues after `bytes`, without copying them when the caller gives them up.
    package init(appendingTo bytes: consuming [UInt8]) {
        self.bytes = bytes
    }

    @inlinable package var count: Int { bytes.count }

    package mutating func reserveCapacity(_ count: Int) {
        bytes.reserveCapacity(count)
    }

    /// Starts anew and keeps the memory.
    package mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
    }

    @inlinable
    package mutating func write(byte: UInt8) {
        bytes.append(byte)
    }

    @inlinable
    package mutating func write(boolean: Bool) {
        bytes.append(boolean ? 1 : 0)
    }

    // Not generic: other modules would call it through the type's tables, a hundred instructions a
    // byte.
    package mutating func write(fixed value: UInt64) {
        bytes.append(addingCapacity: 8) { target in
            for byte in 1...8 {
                target.append(UInt8(truncatingIfNeeded: value >> UInt64(64 - 8 * byte)))
            }
        }
    }

    package mutating func write(fixed value: UInt32) {
        bytes.append(addingCapacity: 4) { target in
            for byte in 1...4 {
                target.append(UInt8(truncatingIfNeeded: value >> UInt32(32 - 8 * byte)))
            }
        }
    }

    package mutating func write(fixed value: UInt16) {
        bytes.append(UInt8(truncatingIfNeeded: value >> 8))
        bytes.append(UInt8(truncatingIfNeeded: value))
    }

    @inlinable
    package mutating func write(varint value: UInt64) {
        // Lengths, counts and small numbers are nearly all that is ever written.
        if value < 0x80 { return bytes.append(UInt8(truncatingIfNeeded: value)) }
        write(longVarint: value)
    }

    @usableFromInline
    mutating func write(longVarint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Small numbers of either sign become small varints: 0, -1, 1, -2 are 0, 1, 2, 3.
    @inlinable
    package mutating func write(signedVarint value: Int64) {
        write(varint: UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    /// A count or an index, which is never negative.
    @inlinable
    package mutating func write(count value: Int) {
        write(varint: UInt64(value))
    }

    package mutating func write(bytes added: [UInt8]) {
        bytes.append(contentsOf: added)
    }

    package mutating func write(bytes added: ArraySlice<UInt8>) {
        bytes.append(contentsOf: added)
    }

    package mutating func write(lengthPrefixed added: [UInt8]) {
        write(count: added.count)
        bytes.append(contentsOf: added)
    }

    package mutating func write(text: Text) {
        let utf8 = text.string.utf8.span
        write(count: utf8.count)
        guard utf8.count <= ByteWriter.shortTextMax else {
            return bytes.append(contentsOf: text.string.utf8)
        }
        for index in utf8.indices { bytes.append(utf8[index]) }
    }

    /// Overwrites a count written before, which took `width` bytes; what follows it moves where the
    /// new one takes more or less.
    mutating func overwrite(count value: Int, at offset: Int, width: Int) {
        if width == 1, value < 0x80 {
            bytes[offset] = UInt8(truncatingIfNeeded: value)
            return
        }
        var counted = ByteWriter()
        counted.write(count: value)
        bytes.replaceSubrange(offset..<offset + width, with: counted.bytes)
    }

    /// Overwrites four bytes written before, for a length that is known only afterwards.
    mutating func overwrite(fixed value: UInt32, at offset: Int) {
        bytes[offset] = UInt8(truncatingIfNeeded: value >> 24)
        bytes[offset + 1] = UInt8(truncatingIfNeeded: value >> 16)
        bytes[offset + 2] = UInt8(truncatingIfNeeded: value >> 8)
        bytes[offset + 3] = UInt8(truncatingIfNeeded: value)
    }
}
