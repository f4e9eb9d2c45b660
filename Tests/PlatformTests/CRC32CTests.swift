import Platform
import Testing

@Suite("CRC32C") struct CRC32CTests {
    /// Vectors of RFC 3720, B.4, and the polynomial's usual check value.
    @Test func `the published vectors`() {
        #expect(checksum(Array("123456789".utf8)) == 0xE306_9283)
        #expect(checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(checksum([UInt8](0..<32)) == 0x46DD_794E)
        #expect(checksum((UInt8(0)..<32).reversed()) == 0x113F_DB5C)
        #expect(checksum([]) == 0)
    }

    @Test func `any split gives the same checksum as the whole`() {
        let whole = (0..<100).map { UInt8(truncatingIfNeeded: $0 * 37) }
        for split in 0...whole.count {
            let first = CRC32C.checksum(of: Array(whole[..<split]).span)
            #expect(
                CRC32C.checksum(of: Array(whole[split...]).span, from: first) == checksum(whole))
        }
    }

    @Test func `it agrees with the polynomial bit by bit`() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 101 + count) }
            var crc = UInt32.max
            for byte in bytes {
                crc ^= UInt32(byte)
                for _ in 0..<8 { crc = crc & 1 == 1 ? 0x82F6_3B78 ^ (crc >> 1) : crc >> 1 }
            }
            #expect(checksum(bytes) == ~crc)
        }
    }

    private func checksum(_ bytes: [UInt8]) -> UInt32 { CRC32C.checksum(of: bytes.span) }
}
