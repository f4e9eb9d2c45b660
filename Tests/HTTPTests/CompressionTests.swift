import HTTP
import Platform
import TestSupport
import Testing

@Suite("Compression") struct CompressionTests {
    /// `gzip.compress(b"hello hello hello hello\n" * 3, mtime=0)` of Python 3.11.
    static let gzipOfPython: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9,
        0x57, 0xC8, 0x40, 0x27, 0xB9, 0x32, 0x48, 0x14, 0x07, 0x00, 0x4A, 0x0E, 0xCE, 0x11, 0x48,
        0x00, 0x00, 0x00,
    ]
    /// `zlib.compress(b"hello hello hello hello\n" * 3)`.
    static let zlibOfPython: [UInt8] = [
        0x78, 0x9C, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x57, 0xC8, 0x40, 0x27, 0xB9, 0x30, 0x44, 0x08,
        0x88, 0x03, 0x00, 0xC6, 0xB7, 0x1A, 0x2F,
    ]
    static let text = Array(String(repeating: "hello hello hello hello\n", count: 3).utf8)

    @Test func `what zlib packed is unpacked`() throws {
        #expect(try ContentEncoding.gzip.decode(Self.gzipOfPython) == Self.text)
        #expect(try ContentEncoding.deflate.decode(Self.zlibOfPython) == Self.text)
    }

    @Test(arguments: [1, 2, 7, 1000])
    func `gzip that comes in pieces is unpacked as it comes`(size: Int) throws {
        // Two members, and padding behind them.
        let packed = Self.gzipOfPython + Self.gzipOfPython + [0, 0, 0]
        let stream = GzipStream()
        var text: [UInt8] = []
        for start in stride(from: 0, to: packed.count, by: size) {
            text += try stream.decode(Array(packed[start..<min(start + size, packed.count)]))
        }
        #expect(text == Self.text + Self.text)
        #expect(throws: CompressionError.corrupt) { try stream.decode([0x78, 0x9C]) }
    }

    @Test(arguments: [ContentEncoding.gzip, .deflate], [0, 1, 2, 3, 258, 259, 5000, 40_000])
    func `every kind of text comes back as it was`(encoding: ContentEncoding, size: Int) throws {
        var random = SplitMix64(seed: UInt64(size))
        let kinds: [[UInt8]] = [
            [UInt8](repeating: 0x78, count: size),
            (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) },
            (0..<size).map { _ in UInt8.random(in: 97...122, using: &random) },
            (0..<size).map { UInt8($0 / 7 % 256) },
            (0..<size).map { _ in random.next().leadingZeroBitCount < 2 ? 0x61 : 0x62 },
        ]
        for bytes in kinds {
            let packed = encoding.encode(bytes)
            #expect(try encoding.decode(packed) == bytes)
            #expect(packed.count < bytes.count + bytes.count / 1000 + 64)
        }
    }

    @Test func `plain text gets smaller`() {
        let repeated = [UInt8](repeating: 0x78, count: 6144)
        #expect(ContentEncoding.gzip.encode(repeated).count < 6144 / 30)
        var random = SplitMix64(seed: 1)
        let letters = (0..<50_000).map { _ in UInt8.random(in: 65...100, using: &random) }
        #expect(ContentEncoding.gzip.encode(letters).count * 13 < letters.count * 10)
    }

    @Test func `several members in a row are one body`() throws {
        for encoding in [ContentEncoding.gzip, .deflate] {
            let both = encoding.encode(Array("ab".utf8)) + encoding.encode(Array("cd".utf8))
            #expect(try encoding.decode(both) == Array("abcd".utf8))
        }
    }

    @Test(arguments: [ContentEncoding.gzip, .deflate])
    func `nothing, less, more or something else is refused`(encoding: ContentEncoding) {
        let packed = encoding.encode(Self.text)
        #expect(throws: CompressionError.corrupt) { try encoding.decode([]) }
        #expect(throws: CompressionError.corrupt) { try encoding.decode(Self.text) }
        #expect(throws: CompressionError.corrupt) {
            try encoding.decode(packed + Array("junk".utf8))
        }
        for length in packed.indices {
            #expect(throws: CompressionError.corrupt) {
                try encoding.decode(Array(packed[..<length]))
            }
        }
    }

    @Test func `damaged bytes are refused or, in a header, do no harm`() throws {
        let seed: UInt64 = 7
        var random = SplitMix64(seed: seed)
        for packed in [
            Self.gzipOfPython, ContentEncoding.gzip.encode((0..<3000).map { UInt8($0 % 251) }),
        ] {
            let whole = try ContentEncoding.gzip.decode(packed)
            for _ in 0..<500 {
                var damaged = packed
                damaged[Int.random(in: damaged.indices, using: &random)] ^=
                    1 << UInt8.random(in: 0..<8, using: &random)
                do {
                    let bytes = try ContentEncoding.gzip.decode(damaged)
                    #expect(bytes == whole, "seed \(seed)")
                } catch CompressionError.corrupt {
                } catch CompressionError.tooLarge {
                }
            }
        }
    }

    @Test func `a small body cannot unfold into a large one`() {
        let bomb = ContentEncoding.gzip.encode([UInt8](repeating: 0, count: 1 << 20))
        #expect(bomb.count < 2000)
        #expect(throws: CompressionError.tooLarge) {
            try ContentEncoding.gzip.decode(bomb, bytesMax: (1 << 20) - 1)
        }
        #expect(throws: CompressionError.tooLarge) {
            try ContentEncoding.gzip.decode(bomb + bomb, bytesMax: 3 << 19)
        }
    }
}
