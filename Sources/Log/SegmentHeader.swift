import Platform

// A segment file:
//
//       0  "QSEG"                          4
//       4  format version, 1               4
//       8  first position                  8
//      16  salt                            8   random; goes into every checksum of the segment
//      24  zero                            4
//      28  CRC-32C of bytes 0..<28         4
//      32  frames, then zeros or nothing
//
// All numbers are big-endian. Frames are drawn in Frame.swift.

/// The header of a segment file.
package struct SegmentHeader: Hashable, Sendable {
    static let byteCount = 32
    static let version: UInt32 = 1
    private static let magic: UInt32 = 0x5153_4547

    package let firstPosition: UInt64
    package let salt: UInt64

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendBigEndian(Self.magic)
        bytes.appendBigEndian(Self.version)
        bytes.appendBigEndian(firstPosition)
        bytes.appendBigEndian(salt)
        bytes.appendBigEndian(UInt32(0))
        bytes.appendBigEndian(CRC32C.checksum(of: bytes.span))
        return bytes
    }

    /// The checksum of the salt, which every checksum in the segment continues.
    var seed: UInt32 {
        var bytes: [UInt8] = []
        bytes.appendBigEndian(salt)
        return CRC32C.checksum(of: bytes.span)
    }

    init(firstPosition: UInt64, salt: UInt64) {
        self.firstPosition = firstPosition
        self.salt = salt
    }

    /// `nil` when the bytes are no header of this version.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.byteCount else { return nil }
        let span = bytes.span
        firstPosition = span.bigEndian64(at: 8)
        salt = span.bigEndian64(at: 16)
        guard self.bytes[...] == bytes[..<Self.byteCount] else { return nil }
    }
}
