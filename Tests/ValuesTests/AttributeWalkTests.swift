import Testing
import Values

@Suite("Walks over attributes") struct AttributeWalkTests {
    private let item: Item = [
        "a": .number(1), "b": .string("text"), "c:1": .number(2), "c:2": .number(3),
        "d": .binary(Binary([7, 8])),
        "e": .list([.null, .boolean(true)]), "z": .number(-4),
    ]

    private func name(_ walk: AttributeWalk) -> String {
        String(decoding: walk.bytes[walk.nameBytes], as: UTF8.self)
    }

    @Test func `every attribute is met in order, and read or stepped over`() throws {
        var walk = try AttributeWalk(ItemCodec.encode(item))
        var met: [String] = []
        var sum: Number = 0
        while try walk.moveToNext() {
            met.append(name(walk))
            if let number = try walk.readNumber() { sum = try sum.adding(number) }
        }
        #expect(met == ["a", "b", "c:1", "c:2", "d", "e", "z"])
        #expect(sum == 2)
        #expect(try !walk.moveToNext())
    }

    @Test func `a walk goes to names and prefixes without looking at what lies between`() throws {
        var walk = try AttributeWalk([9, 9] + ItemCodec.encode(item), from: 2)
        #expect(try walk.move(toAtOrAfter: Array("c:".utf8)))
        #expect(name(walk) == "c:1" && walk.nameStarts(with: Array("c:".utf8)))
        // It stands there already, and goes on once the value was read.
        #expect(try walk.move(toAtOrAfter: Array("b".utf8)))
        #expect(name(walk) == "c:1")
        #expect(try walk.readNumber() == 2)
        #expect(try walk.move(toAtOrAfter: Array("c:".utf8)))
        #expect(name(walk) == "c:2")
        #expect(try walk.move(toAtOrAfter: Array("d".utf8)))
        #expect(walk.compareName(with: Array("d".utf8)) == 0)
        #expect(try walk.readNumber() == nil)
        let range = try #require(try walk.readBinary())
        #expect(Array(walk.bytes[range]) == [7, 8])
        #expect(try !walk.move(toAtOrAfter: Array("zz".utf8)))
    }

    @Test func `damaged items throw`() throws {
        let bytes = ItemCodec.encode(item)
        for count in bytes.indices {
            #expect(throws: CodecError.self) {
                var walk = try AttributeWalk(Array(bytes.prefix(count)))
                while try walk.moveToNext() { _ = try walk.readNumber() }
            }
        }
    }
}
