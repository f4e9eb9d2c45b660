import Expressions
import Sketches
import Testing
import Values

@Suite("MERGE") struct MergeTests {
    private func apply(
        _ text: Text, _ values: [Text: Value], to item: Item = [:],
        in dialect: Dialect = extended
    ) throws -> Item {
        try update(text, values, in: dialect).apply(to: item)
    }

    private func refusal(_ text: Text, _ value: Value) throws -> String? {
        try updateComplaint(text, [":v": value], in: extended)
    }

    @Test func `a sketch is merged into the one that is there`() throws {
        let mine = Value(bytesOf: sketch(of: 0..<5000))
        let theirs = Value(bytesOf: sketch(of: 4000..<9000))
        var expected = sketch(of: 0..<5000)
        expected.merge(sketch(of: 4000..<9000))
        let item = try apply("MERGE u :v", [":v": theirs], to: ["u": mine])
        #expect(isSame(item["u"], expected))
    }

    @Test func `a merged sketch of smaller precision lowers ours, a larger one does not`() throws {
        let mine: Item = ["u": Value(bytesOf: sketch(of: 0..<5000))]
        let coarse = try apply(
            "MERGE u :v", [":v": Value(bytesOf: sketch(of: 0..<9000, precision: 10))], to: mine)
        #expect(coarse["u"]?.sketch?.precision == 10)
        let fine = try apply(
            "MERGE u :v", [":v": Value(bytesOf: sketch(of: 0..<90_000, precision: 14))], to: mine)
        #expect(fine["u"]?.sketch?.precision == 12)
    }

    @Test func `a sketch merged into nothing is that sketch`() throws {
        let theirs = sketch(of: 0..<9000)
        let item = try apply("MERGE u :v", [":v": Value(bytesOf: theirs)])
        #expect(isSame(item["u"], theirs))
    }

    @Test func `several paths and nested ones are merged beside other clauses`() throws {
        let theirs = Value(bytesOf: sketch(of: "a", "b"))
        let item = try apply(
            "MERGE u :s, m.w :s ADD c :one OBSERVE v :x SET f = fresh(u), g = fresh(m.w)",
            [":s": theirs, ":one": 1, ":x": "x"], to: ["m": ["w": theirs]])
        #expect(isSame(item["u"], sketch(of: "a", "b")))
        #expect(isSame(item["v"], sketch(of: "x")))
        #expect(item["c"] == 1)
        #expect(item["f"] == 1)
        #expect(item["g"] == 0)
    }

    @Test func `the members of a set are merged, however precise each is`() throws {
        let fine = sketch(of: 0..<9000, precision: 14)
        let sparse = sketch(of: 20_000..<20_003, precision: 4)
        let item = try apply(
            "MERGE u :v", [":v": binaries(fine.encode(), sparse.encode())],
            in: .extended(SketchPrecisions(default: 14)))
        let merged = try #require(item["u"]?.sketch)
        #expect(merged.precision == 14)
        #expect(abs(merged.estimate - 9003) < 200)
        let mine: Item = ["u": Value(bytesOf: sketch(of: "a"))]
        let texts = try apply(
            "MERGE u :v",
            [":v": binaries(sketch(of: "b", "a").encode(), sketch(of: "c").encode())], to: mine)
        #expect(texts["u"]?.sketch?.estimate.rounded() == 3)
        #expect(texts["u"]?.sketch?.precision == 12)
    }

    @Test(
        arguments: [
            ("x", "STRING"), (1, "NUMBER"), (true, "BOOLEAN"), ([], "LIST"), ([:], "MAP"),
            (strings("x"), "STRING_SET"), (numbers(1), "NUMBER_SET"), (.null, "NULL"),
        ] as [(Value, String)])
    func `nothing but binary is a sketch`(value: Value, type: String) throws {
        #expect(
            try refusal("MERGE u :v", value)
                == "Invalid UpdateExpression: Incorrect operand type for operator or function; "
                + "operator: MERGE, operand type: \(type)")
    }

    @Test(arguments: [[], [1, 2, 3], Array("visitor".utf8)] as [[UInt8]])
    func `bytes that are no sketch are refused with their place`(bytes: [UInt8]) throws {
        for value in [.binary(Binary(bytes)), binaries(sketch(of: "a").encode(), bytes)] {
            let message = try #require(try refusal("MERGE m.u :v", value))
            #expect(message.hasPrefix("Invalid UpdateExpression: The "))
            #expect(message.hasSuffix("; operator: MERGE, path: [m, u], attribute value: :v"))
        }
    }

    /// It counted as one visitor, and nobody knew.
    @Test(arguments: ["OBSERVE", "MERGE"])
    func `a damaged sketch is refused, alone and in a set`(clause: String) throws {
        for whole in [
            sketch(of: "a", "b"), sketch(of: 0..<100), sketch(of: 0..<50_000),
            sketch(of: 0..<50_000, type: .hll8), HLLSketch(),
        ] {
            let bytes = whole.encode()
            var damaged = [Array(bytes.dropLast()), bytes + [0], Array(bytes.prefix(6))]
            damaged.append(Array(bytes.prefix(bytes.count / 2 + 3)))
            var imprecise = bytes
            imprecise[3] = 99
            damaged.append(imprecise)
            for bytes in damaged {
                for value in [.binary(Binary(bytes)), binaries([1, 2, 3, 4], bytes)] {
                    let message = try refusal(Text("\(clause) u :v"), value)
                    #expect(
                        message?.contains("; operator: \(clause), path: [u], attribute value: :v")
                            == true, "\(bytes.count) bytes")
                }
            }
        }
    }

    @Test func `an id that begins a little like a sketch is a visitor`() throws {
        for bytes in [[2, 1, 7, 12], [10, 1, 7, 12, 3], [2, 1, 7, 99, 0, 255]] as [[UInt8]] {
            let item = try apply("OBSERVE u :v", [":v": .binary(Binary(bytes))])
            #expect(item["u"]?.sketch?.estimate.rounded() == 1)
        }
    }

    @Test(
        arguments: [
            (1, "NUMBER"), ("text", "STRING"), (binary(1, 2, 3), "BINARY"), ([:], "MAP"),
        ] as [(Value, String)])
    func `what it finds in place of a sketch is named`(stored: Value, type: String) throws {
        let update = try update(
            "MERGE m.u :v", [":v": Value(bytesOf: sketch(of: "a"))], in: extended)
        #expect(
            outcome(of: update, on: ["m": ["u": stored]])
                == .failure(
                    ExpressionError(
                        message: "An operand in the update expression has an incorrect data type; "
                            + "path: [m, u], operand type: \(type), expected: a sketch")))
    }
}
