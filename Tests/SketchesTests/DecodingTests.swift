import Platform
import Sketches
import Testing

/// Bytes from outside may be anything: they are read right or refused, nothing else may happen.
@Suite("Decoding of sketches") struct DecodingTests {
    private static func image(_ count: Int64, _ precision: Int, _ type: HLLType) -> [UInt8] {
        Stream(kind: "int64", prefix: "", from: 0, to: count)
            .sketch(precision: precision, type: type).encode()
    }

    private static let images: [[UInt8]] = {
        var images: [[UInt8]] = []
        for type in HLLType.allCases {
            for (count, precision) in [
                (0, 12), (5, 12), (20, 12), (300, 12), (600, 10), (9, 4), (5000, 4), (30_000, 5),
                (30_000, 12), (3000, 9),
            ] as [(Int64, Int)] {
                images.append(image(count, precision, type))
            }
        }
        return images
    }()

    /// Reads bytes and, if they are a sketch, does everything that can be done with one.
    private func use(_ bytes: [UInt8]) throws(SketchError) {
        var sketch = try HLLSketch(decoding: bytes)
        let estimation = sketch.estimation
        #expect(estimation.estimate.isFinite && estimation.estimate >= 0)
        for deviations in StandardDeviations.allCases {
            #expect(estimation.lowerBound(deviations).isFinite)
            #expect(estimation.upperBound(deviations).isFinite)
        }
        for number in 0..<20 as Range<Int64> { sketch.update(number &* 0x1234_5678_9abc) }
        var union = HLLUnion(precisionMax: 8)
        union.merge(sketch)
        union.merge(sketch)
        #expect(union.estimate.isFinite)
        sketch.merge(union.result())
        #expect(sketch.estimate.isFinite)
        let again = try HLLSketch(decoding: sketch.encode())
        #expect(again.encode() == sketch.encode())
    }

    @Test func `every cut is refused`() {
        for image in Self.images {
            for count in 0..<image.count where count < 100 || count % 17 == 0 {
                #expect(throws: SketchError.self) {
                    try HLLSketch(decoding: Array(image[..<count]))
                }
            }
        }
    }

    @Test func `bytes behind the end are refused`() {
        for image in Self.images {
            #expect(throws: SketchError.self) { try HLLSketch(decoding: image + [0]) }
        }
    }

    @Test func `every flip of a bit in the header is survived`() {
        for image in Self.images {
            for bit in 0..<min(image.count, 60) * 8 {
                var bytes = image
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                survive(bytes)
            }
        }
    }

    @Test func `a flip of a bit in a register is noticed`() {
        for image in Self.images where image[0] == 10 {
            let type = HLLType(rawValue: image[7] >> 2)
            var noticedCount = 0
            var totalCount = 0
            let precision = Int(image[3])
            let end = min(40 + (type == .hll4 ? 1 << precision / 2 : 1 << precision), image.count)
            for index in 40..<end - (type == .hll6 ? 1 : 0) where index < 300 {
                for bit in 0..<8 as Range<UInt8> {
                    var bytes = image
                    bytes[index] ^= 1 << bit
                    totalCount += 1
                    if (try? HLLSketch(decoding: bytes)) == nil { noticedCount += 1 }
                }
            }
            #expect(noticedCount == totalCount)
        }
    }

    @Test(arguments: 1...40)
    func `random damage is survived`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<250 {
            var bytes = Self.images.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                switch Int.random(in: 0..<4, using: &random) {
                case 0:
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                        in: 0...255, using: &random)
                case 1:
                    bytes[Int.random(in: 0..<min(bytes.count, 48), using: &random)] = UInt8.random(
                        in: 0...255, using: &random)
                case 2:
                    bytes = Array(bytes[..<Int.random(in: 1...bytes.count, using: &random)])
                default:
                    let count = Int.random(in: 0..<100, using: &random)
                    bytes += (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
                }
            }
            survive(bytes)
        }
    }

    @Test(arguments: 1...10)
    func `random bytes behind a proper header are survived`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let modes: [(words: UInt8, mode: UInt8)] = [(2, 0), (3, 1), (10, 2)]
        for _ in 0..<300 {
            let mode = modes.randomElement(using: &random) ?? (2, 0)
            let type = UInt8.random(in: 0...2, using: &random)
            let count = Int.random(in: 0..<700, using: &random)
            let body = (0..<count).map { _ in
                Bool.random(using: &random) ? 0 : UInt8.random(in: 0...255, using: &random)
            }
            let flags =
                [0x00, 0x04, 0x08, 0x10, 0x20, 0x28, 0x38].randomElement(using: &random) ?? 0
            survive(
                [
                    mode.words, 1, 7, UInt8.random(in: 3...10, using: &random),
                    UInt8.random(in: 0...40, using: &random), UInt8(flags),
                    UInt8.random(in: 0...70, using: &random), mode.mode | type << 2,
                ] + body)
        }
    }

    @Test func `the worst numbers are survived`() {
        // Counts, sums and estimates at their limits, in an otherwise good array.
        let numbers: [Double] = [
            .nan, .infinity, -.infinity, -0.0, -1, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
        ]
        for image in Self.images where image[0] == 10 {
            for offset in [8, 16, 24] {
                for number in numbers {
                    for flags in [0x08, 0x18, 0x28] as [UInt8] {
                        var bytes = image
                        bytes[5] = flags
                        for index in 0..<8 {
                            bytes[offset + index] = UInt8(
                                truncatingIfNeeded: number.bitPattern >> (8 * UInt64(index)))
                        }
                        survive(bytes)
                    }
                }
            }
            for offset in [32, 36] {
                var bytes = image
                bytes.replaceSubrange(offset..<offset + 4, with: [255, 255, 255, 255])
                survive(bytes)
            }
        }
    }

    @Test func `what is refused is said`() {
        func message(_ change: (inout [UInt8]) -> Void) -> String? {
            var bytes = Self.image(20, 12, .hll4)
            change(&bytes)
            do throws(SketchError) {
                _ = try HLLSketch(decoding: bytes)
                return nil
            } catch {
                return error.message
            }
        }
        #expect(message { _ in } == nil)
        #expect(message { $0 = [] } == "The sketch is cut short: it needs 8 bytes and has 0")
        #expect(message { $0[2] = 3 } == "The bytes are not an HLL sketch: its family is 3, not 7")
        #expect(
            message { $0[1] = 2 }
                == "The bytes are not an HLL sketch: its serial version is 2, not 1")
        #expect(message { $0[3] = 22 } == "The sketch is corrupt: its precision is 22, not 4 to 21")
        #expect(
            message { $0[16...19] = $0[12...15] }
                == "The sketch is corrupt: its set has a repeated coupon")
        let cut = message { bytes in bytes = Array(bytes.dropLast()) }
        #expect(cut == "The sketch is cut short: it needs 92 bytes and has 91")
    }

    @Test func `an updatable image may have a slack behind it`() throws {
        let sketch = Stream(kind: "int64", prefix: "", from: 0, to: 5000)
            .sketch(precision: 10, type: .hll8)
        var bytes = sketch.encode()
        bytes[5] = 0
        #expect(try HLLSketch(decoding: bytes + [1, 2, 3]).encode() == sketch.encode())
    }

    @Test func `sums that are flagged as stale are worked out again`() throws {
        let sketch = Stream(kind: "int64", prefix: "", from: 0, to: 5000)
            .sketch(precision: 10, type: .hll8)
        var bytes = sketch.encode()
        bytes[5] |= 0x20
        bytes.replaceSubrange(16..<36, with: repeatElement(0, count: 20))
        #expect(try HLLSketch(decoding: bytes).encode() == sketch.encode())
    }

    private func survive(_ bytes: [UInt8]) {
        do throws(SketchError) {
            try use(bytes)
        } catch {
            #expect(!error.message.isEmpty)
        }
    }

    /// What one group changes many times the next group reads from its bytes: an estimate that could
    /// grow past what is read made the outcome depend on the grouping.
    @Test func `a sketch that was read can be changed, written and read again`() throws {
        var bytes = Self.image(5000, 4, .hll8)
        func put(_ number: Double, at offset: Int) {
            for index in 0..<8 {
                bytes[offset + index] = UInt8(truncatingIfNeeded: number.bitPattern >> (8 * index))
            }
        }
        // Estimate, sums of the small and of the large registers, no register at zero, all at 50.
        put(0x1p100, at: 8)
        put(0, at: 16)
        put(0x1p-46, at: 24)
        bytes.replaceSubrange(32..<36, with: [0, 0, 0, 0])
        bytes.replaceSubrange(40..<56, with: Array(repeating: 50, count: 16))
        var sketch = try HLLSketch(decoding: bytes)
        #expect(sketch.estimate == 0x1p100)
        let coupon = try #require(Coupon(rawValue: 63 << 26 | 3))
        let isChanged = sketch.update(coupon: coupon)
        #expect(isChanged)
        #expect(try HLLSketch(decoding: sketch.encode()).estimate == sketch.estimate)
    }
}
