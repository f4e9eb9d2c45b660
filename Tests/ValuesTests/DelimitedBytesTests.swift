import Testing
import Values

@Suite("Delimited bytes") struct DelimitedBytesTests {
    private func bytes(_ values: KeyValue...) -> [UInt8] {
        var bytes: [UInt8] = []
        for value in values { OrderedBytes.appendDelimited(value, to: &bytes) }
        return bytes
    }

    @Test func `strings and binary say where they end, and numbers are as they are`() {
        #expect(bytes(.string("a\0b")) == [0x61, 0, 0xFF, 0x62, 0, 0])
        #expect(bytes(.binary(Binary([0, 255]))) == [0, 0xFF, 255, 0, 0])
        #expect(bytes(.number(1)) == OrderedBytes.encode(.number(1)))
    }

    @Test(arguments: KeyType.allCases)
    func `the order of two values is that of the first, then that of the second`(type: KeyType) {
        let seed: UInt64 = 29
        var values = RandomValues(seed: seed)
        for _ in 0..<4_000 {
            let left = [values.keyValue(type), values.keyValue(.number)]
            var right = [values.keyValue(type), values.keyValue(.number)]
            if Bool.random(using: &values.random) { right[0] = left[0] }
            let context: Comment = "seed \(seed): \(left) and \(right)"
            let isBefore = left[0] == right[0] ? left[1] < right[1] : left[0] < right[0]
            let (leftBytes, rightBytes) = (bytes(left[0], left[1]), bytes(right[0], right[1]))
            #expect(isBefore == leftBytes.lexicographicallyPrecedes(rightBytes), context)
            #expect((left == right) == (leftBytes == rightBytes), context)
        }
    }

    @Test(arguments: [KeyType.string, .binary])
    func `what begins with a value begins with its bytes, and nothing else does`(type: KeyType) {
        var values = RandomValues(seed: 31)
        for _ in 0..<4_000 {
            let (value, other) = (values.keyValue(type), values.keyValue(type))
            var beginning: [UInt8] = []
            OrderedBytes.appendBeginning(of: other, to: &beginning)
            let isBeginning = OrderedBytes.encode(value).starts(with: OrderedBytes.encode(other))
            #expect(isBeginning == bytes(value).starts(with: beginning), "\(value), \(other)")
        }
    }

    @Test func `a value where it lies in an item has the same bytes`() {
        var values = RandomValues(seed: 37)
        for type in KeyType.allCases {
            for _ in 0..<200 {
                let value = values.keyValue(type)
                let image = ItemImage(["a": .number(3), "k": value.value])
                var view = image.view
                guard let location = view.locate("k") else {
                    Issue.record("k is not there")
                    return
                }
                var (plain, delimited): ([UInt8], [UInt8]) = ([], [])
                view.appendOrdered(location, isDelimited: false, to: &plain)
                view.appendOrdered(location, isDelimited: true, to: &delimited)
                #expect(plain == OrderedBytes.encode(value))
                #expect(delimited == bytes(value))
            }
        }
    }
}
