import Expressions
import Testing
import Values

@Suite("ONCE") struct OnceTests {
    private func once(_ value: Value) throws -> [UInt8]? {
        try update("ADD c :one ONCE :id", [":one": 1, ":id": value], in: extended).once?.bytes
    }

    @Test func `the id is its type and its content`() throws {
        #expect(try once("ab") == Array("Sab".utf8))
        #expect(try once(12) == Array("N12".utf8))
        #expect(try once(.number(Number(parsing: "1.50"))) == Array("N1.5".utf8))
        #expect(try once(binary(0, 255)) == [UInt8(ascii: "B"), 0, 255])
        #expect(try update("ADD c :one", [":one": 1], in: extended).once == nil)
    }

    @Test func `it may stand alone, and then does nothing by itself`() throws {
        let alone = try update("ONCE :id", [":id": "x"], in: extended)
        #expect(alone.actions.isEmpty)
        #expect(!alone.createsItem)
        #expect(try alone.apply(to: ["a": 1]) == ["a": 1])
    }

    @Test(arguments: ["once :id ADD c :one", "ADD c :one oNcE :id"] as [Text])
    func `it stands anywhere among the clauses`(text: Text) throws {
        #expect(try update(text, [":one": 1, ":id": "x"], in: extended).once == OnceID("x"))
    }

    @Test func `an id has 1 to 256 bytes`() throws {
        let longest = String(repeating: "x", count: 256)
        #expect(try once(.string(Text(longest)))?.count == 257)
        for (value, size) in [("", 0), (.string(Text(longest + "x")), 257), (binary(), 0)]
            as [(Value, Int)]
        {
            #expect(
                try updateComplaint("ONCE :id", [":id": value], in: extended)
                    == "Invalid UpdateExpression: The id after ONCE must have 1 to 256 bytes; "
                    + "id size: \(size)")
        }
    }

    @Test(
        arguments: [
            (true, "BOOLEAN"), (.null, "NULL"), ([], "LIST"), ([:], "MAP"),
            (strings("a"), "STRING_SET"), (numbers(1), "NUMBER_SET"), (binaries([1]), "BINARY_SET"),
        ] as [(Value, String)])
    func `only strings, numbers and binary are ids`(value: Value, type: String) throws {
        #expect(
            try updateComplaint("ONCE :id", [":id": value], in: extended)
                == "Invalid UpdateExpression: Incorrect operand type for operator or function; "
                + "operator: ONCE, operand type: \(type)")
    }

    @Test func `there is one at most`() throws {
        #expect(
            try updateComplaint("ONCE :a ADD c :a ONCE :b", [":a": 1, ":b": 2], in: extended)
                == "Invalid UpdateExpression: The \"ONCE\" section can only be used once in an "
                + "update expression;")
    }

    @Test func `stored ids are checked`() {
        #expect(OnceID(bytes: Array("Sx".utf8)) == OnceID("x"))
        for bytes in [[], Array("S".utf8), Array("Lx".utf8), Array(repeating: 66, count: 258)]
            as [[UInt8]]
        {
            #expect(OnceID(bytes: bytes) == nil)
        }
    }
}
