import Expressions
import Sketches
import Testing
import Values

@Suite("Conditions and updates in the log") struct StoredFormTests {
    private func bytes(of condition: Condition) -> [UInt8] {
        var writer = ByteWriter()
        condition.encode(to: &writer)
        return writer.bytes
    }

    private func bytes(of update: Update) -> [UInt8] {
        var writer = ByteWriter()
        update.encode(to: &writer)
        return writer.bytes
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }

    static let conditions: [(Text, [Text: Value], String)] = [
        ("a = :v", [":v": "x"], "01" + "0400" + "01016100" + "02050178"),
        (
            "NOT attribute_exists(a.b[2]) AND attribute_not_exists(c)", [:],
            "01" + "0102" + "0307" + "016102" + "000162" + "0102" + "08" + "016300"
        ),
        (
            "size(a) > :n OR b IN (:n, c)", [":n": 5],
            "01" + "0202" + "0404" + "0501016100" + "02030a"
                + "06" + "01016200" + "02" + "02030a" + "01016300"
        ),
        (
            "begins_with(a, :p) OR contains(a, :p) OR attribute_type(a, :t)",
            [":p": "q", ":t": "NS"],
            "01" + "0203" + "0a" + "01016100" + "02050171" + "0b" + "01016100" + "02050171"
                + "09" + "01016100" + "024e53"
        ),
        (
            "a BETWEEN :l AND :h", [":l": 1, ":h": 2],
            "01" + "05" + "01016100" + "020302" + "020304"
        ),
        (
            "estimate(u.a) > :n", [":n": 5],
            "01" + "0404" + "040175010001" + "61" + "02030a"
        ),
    ]

    static let updates: [(Text, [Text: Value], String)] = [
        ("ADD c :n", [":n": 1], "01" + "01" + "03" + "016300" + "0302"),
        (
            "SET a.b = if_not_exists(c, :z) + :n REMOVE l[3]", [":z": 0, ":n": -1],
            "02" + "02" + "01" + "016101000162" + "05" + "03016300" + "020300" + "020301"
                + "02" + "016c010103"
        ),
        (
            "SET a = list_append(a, b), c = d - e, f = :v DELETE g :s",
            [":v": true, ":s": strings("x")],
            "02" + "04" + "01" + "016100" + "04" + "01016100" + "01016200"
                + "01" + "016300" + "06" + "01016400" + "01016500"
                + "01" + "016600" + "0202" + "04" + "016700" + "0900000003010178"
        ),
        (
            "SET f = fresh(u) OBSERVE u :v, w :e ONCE :id", [":v": "a", ":e": "", ":id": 7],
            "01" + "04" + "01" + "016600" + "07" + "017500"
                + "05" + "017500" + "0c" + "01" + "01" + "043b822f"
                + "05" + "017700" + "0c" + "01" + "00" + "20" + "024e37" + "9ee83a6df1f7c31d"
        ),
        (
            "MERGE u :v", [":v": Value(bytesOf: HLLSketch(precision: 10))],
            "01" + "01" + "05" + "017500" + "0c" + "02" + "08" + "0201070a030c0000"
        ),
    ]

    @Test(arguments: conditions)
    func `a condition's bytes stay as they are`(
        text: Text, values: [Text: Value], golden: String
    ) throws {
        let condition = try condition(text, values, in: extended)
        #expect(hexadecimal(bytes(of: condition)) == golden)
        var reader = ByteReader(bytes(of: condition))
        #expect(try Condition(from: &reader) == condition)
        try reader.expectEnd()
    }

    @Test(arguments: updates)
    func `an update's bytes stay as they are`(
        text: Text, values: [Text: Value], golden: String
    ) throws {
        let update = try update(text, values, in: extended)
        #expect(hexadecimal(bytes(of: update)) == golden)
        var reader = ByteReader(bytes(of: update))
        #expect(try Update(from: &reader) == update)
        try reader.expectEnd()
    }

    /// In logs from before, strings had the size of their bytes; what was decided so stays so.
    @Test func `an older size still means bytes`() throws {
        var reader = ByteReader([1, 4, 0, 3, 1, 1, 97, 0, 2, 3, 4])
        let older = try Condition(from: &reader)
        #expect(older.holds(for: ["a": "é"]))
        #expect(!older.holds(for: ["a": "e"]))
        #expect(try !condition("size(a) = :n", [":n": 2]).holds(for: ["a": "é"]))
        #expect(bytes(of: older) == [1, 4, 0, 3, 1, 1, 97, 0, 2, 3, 4])
    }

    /// In logs from before, a new item had nothing that an update could read.
    @Test func `an older update still finds no key in an item that it makes`() throws {
        let new = try update("SET b = if_not_exists(p, :z)", [":z": 0])
        let key: Item = ["p": "k"]
        #expect(try new.made(with: key) == ["p": "k", "b": "k"])
        var older = bytes(of: new)
        older[0] = 1
        var reader = ByteReader(older)
        let old = try Update(from: &reader)
        #expect(try old.made(with: key) == ["p": "k", "b": 0])
        #expect(bytes(of: old) == older)
    }

    /// In logs from before, an id had no digest of what was done under it.
    @Test func `an older update with an id keeps its bytes`() throws {
        let older: [UInt8] = [1, 2, 2, 1, 0x75, 0, 6, 2, 0x4E, 0x37]
        var reader = ByteReader(older)
        let update = try Update(from: &reader)
        try reader.expectEnd()
        #expect(update.once != nil && update.onceDigest == nil)
        #expect(bytes(of: update) == older)
    }

    /// OBSERVE of a sketch once merged it, and the log says so.
    @Test func `an older OBSERVE of a sketch still merges it`() throws {
        let theirs = sketch(of: 0..<9000).encode()
        var writer = ByteWriter()
        for byte in [1, 1, 5, 1, 0x75, 0, 12, 2] as [UInt8] { writer.write(byte: byte) }
        writer.write(lengthPrefixed: theirs)
        var reader = ByteReader(writer.bytes)
        let item = try Update(from: &reader).apply(to: [:])
        #expect(isSame(item["u"], sketch(of: 0..<9000)))
    }

    @Test func `bytes cut short throw at every length`() throws {
        for (text, values, _) in Self.conditions {
            let whole = bytes(of: try condition(text, values, in: extended))
            for length in 0..<whole.count {
                var reader = ByteReader(Array(whole[..<length]))
                #expect(throws: CodecError.self) { try Condition(from: &reader) }
            }
        }
        for (text, values, _) in Self.updates {
            let whole = bytes(of: try update(text, values, in: extended))
            for length in 0..<whole.count {
                var reader = ByteReader(Array(whole[..<length]))
                #expect(throws: CodecError.self) { try Update(from: &reader) }
            }
        }
    }

    @Test func `foreign versions and tags throw`() {
        for bytes in [
            [0], [2, 7, 1, 97, 0], [1, 0], [1, 12], [1, 4, 6], [1, 4, 0, 5], [1, 4, 0, 3, 3],
            [1, 4, 0, 3, 4, 1, 97, 0],
        ]
            as [[UInt8]]
        {
            var reader = ByteReader(bytes)
            #expect(throws: CodecError.self) { try Condition(from: &reader) }
        }
        let observe: [UInt8] = [1, 1, 5, 1, 97, 0]
        let coupon: [UInt8] = [0x04, 0x3B, 0x82, 0x2F]
        for bytes in [
            [0], [3, 0], [1, 1, 0], [1, 1, 7, 1, 97, 0], [1, 1, 1, 1, 97, 0, 8],
            // A precision out of range, visitors of no kind, no sketch, an impossible coupon.
            observe + [3, 1, 0], observe + [22, 1, 0], observe + [12, 3, 0],
            observe + [12, 2, 3, 1, 2, 3], observe + [12, 1, 1, 0, 0, 0, 1],
            // Coupons out of order.
            observe + [12, 1, 2] + coupon + coupon,
            // An id of no type, an empty one, and something after it.
            [1, 1, 6, 2, 76, 120], [1, 1, 6, 1, 83],
            [1, 2, 6, 2, 83, 120, 2, 1, 97, 0], [1, 2, 6, 2, 83, 120, 6, 2, 83, 120],
        ] as [[UInt8]] {
            var reader = ByteReader(bytes)
            #expect(throws: CodecError.self) { try Update(from: &reader) }
        }
    }

    @Test func `endless nesting throws instead of exhausting the stack`() {
        var reader = ByteReader([1] + Array(repeating: 3, count: 1_000_000))
        #expect(throws: CodecError.tooDeep) { try Condition(from: &reader) }
        let choices: [UInt8] = [3, 1, 97, 0]
        var updateReader = ByteReader(
            [1, 1, 1, 1, 97, 0] + Array(repeating: choices, count: 100_000).flatMap { $0 })
        #expect(throws: CodecError.tooDeep) { try Update(from: &updateReader) }
        var pathReader = ByteReader(
            [1, 7, 1, 97, 0xE8, 0x07] + Array(repeating: [0, 1, 98], count: 1000).flatMap { $0 })
        #expect(throws: CodecError.tooDeep) { try Condition(from: &pathReader) }
    }

    @Test func `what the parser accepts at its deepest can be read back`() throws {
        let nested =
            "a<b " + String(repeating: "or (a<b ", count: 149) + String(repeating: ")", count: 149)
        let deep = try condition(Text(nested))
        var reader = ByteReader(bytes(of: deep))
        #expect(try Condition(from: &reader) == deep)
        let negated =
            String(repeating: "not (", count: 299) + "a<b" + String(repeating: ")", count: 299)
        let deeper = try condition(Text(negated))
        var second = ByteReader(bytes(of: deeper))
        #expect(try Condition(from: &second) == deeper)
        #expect(deeper.holds(for: ["a": 2, "b": 1]))
        let choices =
            String(repeating: "if_not_exists(x,", count: 230) + "b"
            + String(repeating: ")", count: 230)
        let update = try update(Text("SET a = \(choices)"))
        var third = ByteReader(bytes(of: update))
        #expect(try Update(from: &third) == update)
    }
}
