import FuzzTargets
import HTTP
import Platform
import TestSupport
import Testing

/// However bytes are cut into pieces on their way, they mean the same.
@Suite("Requests in pieces") struct SplitReadingTests {
    @Test(arguments: RequestStreams.all)
    func `cut at any byte`(stream: String) {
        let bytes = Array(stream.utf8)
        let whole = ReadBytes([bytes])
        for cut in 0...bytes.count {
            #expect(ReadBytes([bytes[..<cut], bytes[cut...]]) == whole, "cut at \(cut)")
        }
    }

    @Test(arguments: RequestStreams.all)
    func `byte by byte`(stream: String) {
        let bytes = Array(stream.utf8)
        #expect(ReadBytes(bytes.map { [$0] }) == ReadBytes([bytes]))
    }

    /// Streams with some of their bytes changed, so that most are malformed in some way.
    @Test func `cut at random, also what is malformed at random`() {
        var generator = SplitMix64(seed: 5)
        let odd = Array("\r\n :;\t\0,0aA/\u{7F}".utf8) + [0xFF]
        for round in 0..<4000 {
            var bytes = Array(
                RequestStreams.all[round % RequestStreams.all.count].utf8)
            for _ in 0..<Int.random(in: 0...2, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] = odd.randomElement(using: &generator) ?? 0
                case 1: bytes.insert(odd.randomElement(using: &generator) ?? 0, at: index)
                default: bytes.remove(at: index)
                }
            }
            var pieces: [ArraySlice<UInt8>] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...min(rest.count, 12), using: &generator)
                pieces.append(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            #expect(
                ReadBytes(pieces) == ReadBytes([bytes]), "\(String(decoding: bytes, as: UTF8.self))"
            )
        }
    }
}
