import Testing
import Values

@Suite("KeySchema") struct KeySchemaTests {
    private let schema = KeySchema(
        partition: KeyAttribute(name: "pk", type: .string),
        sort: KeyAttribute(name: "sk", type: .number))

    @Test func `the key is picked out of a whole item`() throws {
        let key = try schema.key(of: ["pk": .string("a"), "sk": .number(1), "other": .null])
        #expect(key == Key(partition: .string("a"), sort: .number(1)))
        #expect(schema.attributes(of: key) == ["pk": .string("a"), "sk": .number(1)])
        #expect(try schema.key(exactly: schema.attributes(of: key)) == key)
    }

    @Test func `a table without a sort key has keys of one attribute`() throws {
        let simple = KeySchema(partition: KeyAttribute(name: "pk", type: .binary))
        let key = try simple.key(exactly: ["pk": .binary(Binary([1]))])
        #expect(key == Key(partition: .binary(Binary([1]))))
        #expect(simple.isKeyAttribute("pk") && !simple.isKeyAttribute("sk"))
        #expect(throws: KeyError.wrongCount) {
            try simple.key(exactly: ["pk": .binary(Binary([1])), "sk": .null])
        }
    }

    @Test func `what is missing, foreign or of the wrong type is named`() {
        #expect(throws: KeyError.missing("sk")) { try schema.key(of: ["pk": .string("a")]) }
        #expect(throws: KeyError.wrongCount) { try schema.key(exactly: ["pk": .string("a")]) }
        #expect(throws: KeyError.unexpected(["x"])) {
            try schema.key(exactly: ["pk": .string("a"), "x": .number(1)])
        }
        #expect(throws: KeyError.wrongType("sk", expected: .number, actual: .string)) {
            try schema.key(of: ["pk": .string("a"), "sk": .string("1")])
        }
        #expect(throws: KeyError.wrongType("pk", expected: .string, actual: .list)) {
            try schema.key(of: ["pk": .list([]), "sk": .number(1)])
        }
    }

    @Test func `an empty value is no key`() {
        #expect(throws: KeyError.empty("pk", .string)) {
            try schema.key(of: ["pk": .string(""), "sk": .number(1)])
        }
    }

    @Test func `a partition key has 2048 bytes at most and a sort key 1024`() throws {
        let texts = KeySchema(
            partition: KeyAttribute(name: "pk", type: .string),
            sort: KeyAttribute(name: "sk", type: .binary))
        func key(_ partition: Int, _ sort: Int) throws -> Key {
            try texts.key(of: [
                "pk": .string(Text(String(repeating: "é", count: partition / 2))),
                "sk": .binary(Binary(Array(repeating: 0, count: sort))),
            ])
        }
        #expect(try key(2048, 1024).sort?.type == .binary)
        #expect(throws: KeyError.tooLong("pk", isPartition: true, size: 2050, limit: 2048)) {
            try key(2050, 1)
        }
        #expect(throws: KeyError.tooLong("sk", isPartition: false, size: 1025, limit: 1024)) {
            try key(2, 1025)
        }
    }

    @Test func `key types are known by their tags`() {
        #expect(KeyType.allCases.map(\.tag) == ["S", "N", "B"])
        #expect(KeyType.allCases.allSatisfy { KeyType(tag: $0.tag) == $0 })
        #expect(KeyType(tag: "BOOL") == nil)
    }
}
