import Platform

// A frame holds one group of payloads, all or nothing, and begins on a multiple of 8:
//
//       0  "QFRM"                          4
//       4  body bytes                      4
//       8  position of the first payload   8
//      16  positions before this were      8   on disk when the frame was written
//      24  payloads                        4
//      28  zero                            4
//      32  CRC-32C of salt and body        4
//      36  CRC-32C of salt and 0..<36      4
//      40  body: for each payload its length (4) and its bytes
//          zeros up to a multiple of 8
//
// All numbers are big-endian. The salt keeps a payload that a client has made to look like a frame
// from being read as one.

/// The header of one frame.
package struct Frame: Hashable, Sendable {
    static let headerBytes = 40
    static let magic: UInt32 = 0x5146_524D

    let bodyBytes: Int
    let firstPosition: UInt64
    let syncedPosition: UInt64
    let payloadCount: Int
    let bodyChecksum: UInt32

    /// The bytes of the whole frame, padding included.
    var byteCount: Int { Self.byteCount(bodyBytes: bodyBytes) }
    /// The position after the last payload's.
    var endPosition: UInt64 { firstPosition + UInt64(payloadCount) }

    static func byteCount(bodyBytes: Int) -> Int { headerBytes + (bodyBytes + 7) & ~7 }

    /// The header's 40 bytes.
    func header(seed: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerBytes)
        bytes.appendBigEndian(Self.magic)
        bytes.appendBigEndian(UInt32(truncatingIfNeeded: bodyBytes))
        bytes.appendBigEndian(firstPosition)
        bytes.appendBigEndian(syncedPosition)
        bytes.appendBigEndian(UInt32(truncatingIfNeeded: payloadCount))
        bytes.appendBigEndian(UInt32(0))
        bytes.appendBigEndian(bodyChecksum)
        bytes.appendBigEndian(CRC32C.checksum(of: bytes.span, from: seed))
        return bytes
    }

    init(
        bodyBytes: Int, firstPosition: UInt64, syncedPosition: UInt64, payloadCount: Int,
        bodyChecksum: UInt32
    ) {
        self.bodyBytes = bodyBytes
        self.firstPosition = firstPosition
        self.syncedPosition = syncedPosition
        self.payloadCount = payloadCount
        self.bodyChecksum = bodyChecksum
    }

    /// Reads the header at `offset`; `nil` unless its checksum holds and its numbers make sense.
    init?(_ bytes: Span<UInt8>, at offset: Int, seed: UInt32) {
        guard bytes.count - offset >= Self.headerBytes,
            bytes.bigEndian32(at: offset) == Self.magic
        else { return nil }
        let checked = bytes.extracting(offset..<offset + 36)
        guard CRC32C.checksum(of: checked, from: seed) == bytes.bigEndian32(at: offset + 36)
        else { return nil }
        bodyBytes = Int(bytes.bigEndian32(at: offset + 4))
        firstPosition = bytes.bigEndian64(at: offset + 8)
        syncedPosition = bytes.bigEndian64(at: offset + 16)
        payloadCount = Int(bytes.bigEndian32(at: offset + 24))
        bodyChecksum = bytes.bigEndian32(at: offset + 32)
        guard bodyBytes <= LogLimits.frameBodyBytesMax, payloadCount > 0,
            payloadCount * 4 <= bodyBytes,
            firstPosition > 0, !firstPosition.addingReportingOverflow(UInt64(payloadCount)).overflow
        else { return nil }
    }

    /// Why the body at `offset` is not the one this header was written for; `nil` when it is.
    func problem(inBody bytes: Span<UInt8>, at offset: Int, seed: UInt32) -> String? {
        let body = bytes.extracting(offset..<offset + bodyBytes)
        guard CRC32C.checksum(of: body, from: seed) == bodyChecksum else {
            return "the payloads' checksum is wrong"
        }
        for index in offset + bodyBytes..<offset + byteCount - Self.headerBytes
        where bytes[index] != 0 {
            return "the padding is not zero"
        }
        return nil
    }
}

extension [UInt8] {
    mutating func appendBigEndian(_ value: UInt32) {
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func appendBigEndian(_ value: UInt64) {
        appendBigEndian(UInt32(truncatingIfNeeded: value >> 32))
        appendBigEndian(UInt32(truncatingIfNeeded: value))
    }
}

extension Span<UInt8> {
    func bigEndian32(at offset: Int) -> UInt32 {
        UInt32(self[offset]) << 24 | UInt32(self[offset + 1]) << 16
            | UInt32(self[offset + 2]) << 8 | UInt32(self[offset + 3])
    }

    func bigEndian64(at offset: Int) -> UInt64 {
        UInt64(bigEndian32(at: offset)) << 32 | UInt64(bigEndian32(at: offset + 4))
    }
}
