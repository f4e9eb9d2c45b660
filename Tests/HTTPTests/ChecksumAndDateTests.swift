import Server
import Testing

@Suite("Checksum and date") struct ChecksumAndDateTests {
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

    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_331_923_247, "Fri, 16 Mar 2012 18:40:47 GMT"),
        (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
    ])
    func `dates are written as HTTP wants them`(seconds: Int64, text: String) {
        #expect(HTTPDate.text(seconds: seconds) == text)
    }
}
