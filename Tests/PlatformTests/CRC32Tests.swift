import Platform
import Testing

@Suite("CRC-32") struct CRC32Tests {
    @Test func `the checksum is zlib's`() {
        #expect(CRC32.checksum([]) == 0)
        #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(CRC32.checksum(Array("<UnknownOperationException/>\n".utf8)) == 3_552_371_480)
        #expect(
            CRC32.checksum(Array("healthy: dynamodb.us-east-1.amazonaws.com ".utf8))
                == 3_128_867_991)
    }

    @Test func `a text in pieces has the checksum of the whole`() {
        let bytes = (0..<1000).map { UInt8($0 % 253) }
        for cut in [0, 1, 7, 8, 9, 500, 999, 1000] {
            var crc = CRC32()
            crc.update(Array(bytes[..<cut]).span)
            crc.update(Array(bytes[cut...]).span)
            #expect(crc.value == CRC32.checksum(bytes))
        }
    }
}
