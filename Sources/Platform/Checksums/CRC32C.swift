/// CRC-32C (Castagnoli), sixteen bytes a step.
///
/// The same polynomial as iSCSI, ext4 and most log formats, so other tools can check our files.
package enum CRC32C {
    /// Continues `checksum` over `bytes`; start with zero.
    package static func checksum(of bytes: Span<UInt8>, from checksum: UInt32 = 0) -> UInt32 {
        let tables = Self.tables.span
        var crc = ~checksum
        var rest = bytes
        // A window of known length needs no bounds checks, and its loads become four.
        while rest.count >= 16 {
            let window = rest.extracting(first: 16)
            rest = rest.extracting(droppingFirst: 16)
            let first = window.littleEndian32(at: 0) ^ crc
            let second = window.littleEndian32(at: 4)
            let third = window.littleEndian32(at: 8)
            let fourth = window.littleEndian32(at: 12)
            crc =
                lookUp(first, in: tables, after: 12) ^ lookUp(second, in: tables, after: 8)
                ^ lookUp(third, in: tables, after: 4) ^ lookUp(fourth, in: tables, after: 0)
        }
        for index in rest.indices {
            crc = tables[Int((crc ^ UInt32(rest[index])) & 255)] ^ (crc >> 8)
        }
        return ~crc
    }

    /// What four bytes do to the checksum after `count` further bytes.
    @inline(__always)
    private static func lookUp(
        _ word: UInt32, in tables: Span<UInt32>, after count: Int
    ) -> UInt32 {
        tables[(count + 3) &* 256 &+ Int(word & 255)]
            ^ tables[(count + 2) &* 256 &+ Int(word >> 8 & 255)]
            ^ tables[(count + 1) &* 256 &+ Int(word >> 16 & 255)]
            ^ tables[count &* 256 &+ Int(word >> 24)]
    }

    /// Sixteen tables of 256: table n advances a byte past n further bytes.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 16 * 256)
        for byte in 0..<256 {
            var crc = UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? 0x82F6_3B78 ^ (crc >> 1) : crc >> 1 }
            tables[byte] = crc
        }
        for index in 256..<tables.count {
            let shorter = tables[index - 256]
            tables[index] = tables[Int(shorter & 255)] ^ (shorter >> 8)
        }
        return tables
    }()
}

extension Span<UInt8> {
    @inline(__always)
    fileprivate func littleEndian32(at offset: Int) -> UInt32 {
        UInt32(self[offset]) | UInt32(self[offset + 1]) << 8 | UInt32(self[offset + 2]) << 16
            | UInt32(self[offset + 3]) << 24
    }
}
