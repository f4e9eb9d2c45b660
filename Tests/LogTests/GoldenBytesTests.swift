import Log
import Testing

@Suite("Golden bytes") struct GoldenBytesTests {
    /// Changing these bytes makes old logs unreadable: raise the format version instead.
    @Test func `a segment with two groups has exactly these bytes`() throws {
        let directory = MemoryDirectory()
        let log = try FileLog.open(in: directory, options: options(preallocation: .none))
        try log.append([bytes("one"), bytes("")])
        try log.append([bytes("four")])
        #expect(hex(directory.bytes(of: firstSegment)) == golden)
    }

    @Test func `these bytes are read back`() throws {
        let directory = MemoryDirectory()
        _ = try directory.open(firstSegment, create: true)
        directory.damage(firstSegment) { $0 = parse(golden) }
        let log = try FileLog.open(in: directory, options: options())
        #expect(log.tornTail == nil)
        #expect(try payloads(of: log) == [bytes("one"), bytes(""), bytes("four")])
    }

    private let golden = """
        5153454700000001
        0000000000000001
        0123456789abcdef
        000000000841170b
        5146524d0000000b
        0000000000000001
        0000000000000001
        0000000200000000
        833e192bfd0d3d10
        000000036f6e6500
        0000000000000000
        5146524d00000008
        0000000000000003
        0000000000000003
        0000000100000000
        74f838c9af04b806
        00000004666f7572
        """

    private func parse(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] * 16 + digits[$0 + 1])
        }
    }

    private func hex(_ bytes: [UInt8]) -> String {
        stride(from: 0, to: bytes.count, by: 8).map { start in
            bytes[start..<min(start + 8, bytes.count)].map { byte in
                (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined()
        }.joined(separator: "\n")
    }
}
