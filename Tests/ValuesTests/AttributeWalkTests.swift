import Testing
import Values

@Suite("Walks over attributes") struct AttributeWalkTests {
    private let item: Item = [
        "a": .number(1), "b": .string("text"), "c:1": .number(2), "c:2": .number(3),
        "d": .binary(Binary([7, 8])),
        "e": .list([.null, .boolean(true)]), "z": .number(-4),
    ]

    private func name(_ walk: borrowing AttributeWalk) -> String? {
        Text(utf8: walk.bytes.extracting(walk.nameBytes))?.string
    }

    @Test func `every attribute is met in order, and read or stepped over`() throws {
        let bytes = ItemCodec.encode(item)
        var walk = try AttributeWalk(bytes.span)
        var met: [String?] = []
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
        let bytes = [9, 9] + ItemCodec.encode(item)
        var walk = try AttributeWalk(bytes.span.extracting(2...))
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
        #expect(walk.bytes[range.lowerBound] == 7 && range.count == 2)
        #expect(try !walk.move(toAtOrAfter: Array("zz".utf8)))
    }

    @Test func `values are read without being made`() throws {
        var item = item
        item["y"] = .number(try Number(parsing: "1.5"))
        let bytes = ItemCodec.encode(item)
        var walk = try AttributeWalk(bytes.span)
        var texts: [String] = []
        while try walk.moveToNext() {
            switch try walk.readValue() {
            case .null: texts.append("null")
            case .boolean(let boolean): texts.append("\(boolean)")
            case .integer(let integer): texts.append("\(integer)")
            case .string(let range):
                texts.append(Text(utf8: bytes.span.extracting(range))?.string ?? "none")
            case .binary(let range): texts.append("\(Array(bytes[range]))")
            case .other(let value): texts.append(value == item["e"] ? "list" : "\(value)")
            }
        }
        #expect(texts.prefix(6) == ["1", "text", "2", "3", "[7, 8]", "list"])
        #expect(texts.count == 8 && texts.last == "-4")
    }

    @Test func `a walk to a name that is not there says so`() throws {
        let bytes = ItemCodec.encode(item)
        var walk = try AttributeWalk(bytes.span)
        #expect(try !walk.move(to: Array("bb".utf8)))
        #expect(try walk.move(to: Array("c:2".utf8)))
        #expect(try walk.readKeyValue() == .number(3))
        #expect(try !walk.move(to: Array("a".utf8)))
        #expect(try !walk.move(to: Array("zzz".utf8)))
    }

    @Test func `damaged items throw`() throws {
        let bytes = ItemCodec.encode(item)
        for count in bytes.indices {
            #expect(throws: CodecError.self) {
                var walk = try AttributeWalk(bytes.span.extracting(first: count))
                while try walk.moveToNext() { _ = try walk.readNumber() }
            }
            #expect(throws: CodecError.self) {
                var walk = try AttributeWalk(bytes.span.extracting(first: count))
                while try walk.moveToNext() { _ = try walk.readValue() }
            }
        }
    }
}
