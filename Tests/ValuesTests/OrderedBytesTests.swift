import Testing
import Values

@Suite("OrderedBytes") struct OrderedBytesTests {
    @Test(arguments: [
        ("0", "02"), ("1", "03 82 14"), ("-1", "01 7d eb"), ("10", "03 83 14"),
        ("12", "03 83 18"), ("123", "03 84 19 3c"), ("-123", "01 7b e6 c3"),
        ("0.5", "03 81 64"), ("1e125", "03 ff 14"), ("-1e125", "01 00 eb"),
        ("1e-130", "03 00 14"), ("99", "03 83 c6"),
    ])
    func `the bytes of a number are these and no others`(text: String, golden: String) throws {
        #expect(hexadecimal(OrderedBytes.encode(.number(try Number(parsing: text)))) == golden)
    }

    @Test func `texts and bytes are ordered as they are`() {
        #expect(OrderedBytes.encode(.string("aé")) == [0x61, 0xC3, 0xA9])
        #expect(OrderedBytes.encode(.binary(Binary([0, 255]))) == [0, 255])
    }

    @Test(arguments: KeyType.allCases)
    func `the order of the bytes is the order of the values`(type: KeyType) {
        let seed: UInt64 = 13
        var values = RandomValues(seed: seed)
        for _ in 0..<4_000 {
            let left = values.keyValue(type)
            let right = values.keyValue(type)
            let leftBytes = OrderedBytes.encode(left)
            let rightBytes = OrderedBytes.encode(right)
            let context: Comment = "seed \(seed): \(left) and \(right)"
            #expect(
                (left < right) == leftBytes.lexicographicallyPrecedes(rightBytes), context)
            #expect((left == right) == (leftBytes == rightBytes), context)
        }
    }

    @Test func `neighbouring numbers at every place keep their order`() throws {
        let mantissas = ["9", "99", "1", "11", "10000001", String(repeating: "9", count: 38)]
        var numbers = try mantissas.flatMap { digits in
            try (-130...(125 - digits.count)).map { try Number(parsing: "\(digits)e\($0)") }
        }
        numbers += numbers.map(\.negated) + [.zero]
        numbers.sort()
        let bytes = numbers.map { OrderedBytes.encode(.number($0)) }
        for (one, next) in zip(bytes, bytes.dropFirst()) {
            #expect(one == next || one.lexicographicallyPrecedes(next))
        }
        #expect(bytes.allSatisfy { $0.count <= OrderedBytes.numberBytesMax })
    }

    @Test(arguments: KeyType.allCases)
    func `every value comes back`(type: KeyType) throws {
        let seed: UInt64 = 17
        var values = RandomValues(seed: seed)
        for _ in 0..<2_000 {
            let value = values.keyValue(type)
            let decoded = try OrderedBytes.decode(OrderedBytes.encode(value), as: type)
            #expect(decoded == value, "seed \(seed)")
        }
    }

    @Test func `a number says where it ends`() throws {
        var bytes = OrderedBytes.encode(.number(try Number(parsing: "-12345.678")))
        let end = bytes.count
        bytes += [1, 2, 3]
        let (number, found) = try OrderedBytes.decodeNumber(bytes[...])
        #expect(number.text == "-12345.678" && found == end)
        #expect(throws: CodecError.trailingBytes) { try OrderedBytes.decode(bytes, as: .number) }
    }

    @Test func `no bytes make two encodings of one number, and none make it trap`() {
        let seed: UInt64 = 19
        var values = RandomValues(seed: seed)
        for _ in 0..<1_000 {
            let good = OrderedBytes.encode(.number(values.number()))
            for index in good.indices {
                var bad = good
                bad[index] ^= 1 << UInt8.random(in: 0..<8, using: &values.random)
                for candidate in [bad, Array(good[..<index])] {
                    do {
                        let value = try OrderedBytes.decode(candidate, as: .number)
                        #expect(OrderedBytes.encode(value) == candidate, "seed \(seed)")
                    } catch { continue }
                }
            }
        }
    }

    @Test func `a text that is not UTF-8 is refused`() {
        #expect(throws: CodecError.invalid("UTF-8")) {
            try OrderedBytes.decode([0xFF], as: .string)
        }
    }
}

/// Bytes as two hexadecimal digits each, for golden values that a person can read.
func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }.joined(separator: " ")
}
