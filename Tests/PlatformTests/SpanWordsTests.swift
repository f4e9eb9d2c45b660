import Testing

@testable import Platform

@Suite struct SpanWordsTests {
    @Test(arguments: 1...8)
    func `A short word is all bytes, the first one lowest`(count: Int) {
        let bytes = (1...count).map { UInt8(0x11 * $0) }
        let byByte = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }

        #expect(bytes.span.shortWord == byByte)
    }

    @Test(arguments: 0...8, 0...3)
    func `The first word of a range is its bytes alone, whatever stands around it`(
        count: Int, before: Int
    ) {
        let wanted = (0..<count).map { UInt8(0xa0 + $0) }
        let byByte = wanted.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        for behind in 0...9 {
            let bytes =
                [UInt8](repeating: 0xff, count: before) + wanted
                + [UInt8](repeating: 0xff, count: behind)

            #expect(bytes.span.firstWord(in: before..<before + count) == byByte)
        }
    }

    @Test func `Of a longer range the first word is its first eight bytes`() {
        let bytes = (1...12).map { UInt8($0) }

        #expect(bytes.span.firstWord(in: 1..<12) == 0x0908_0706_0504_0302)
    }
}
