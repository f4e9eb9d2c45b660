import CommandSamples
import Commands
import Engine
import Expressions
import PartiQL
import Sketches
import Values

extension FuzzTarget {
    /// Items as they lie on disk: damaged bytes throw, sound ones come back as they were.
    package static let item = FuzzTarget("item", sound: ByteSamples.items.map(ItemCodec.encode)) {
        bytes in
        let decoded = try? ItemCodec.decode(bytes)
        let image = try? ItemImage(validating: bytes)
        guard let decoded else {
            return image == nil ? .refused : .wrong("the check takes what the decoder refuses")
        }
        guard let image else { return .wrong("the decoder takes what the check refuses") }
        guard image.item == decoded else { return .wrong("both read different items") }
        let again = ItemCodec.encode(decoded)
        guard let second = try? ItemCodec.decode(again), second == decoded else {
            return .wrong("what it read is another item when it is written and read again")
        }
        return image.size == decoded.size ? .taken : .wrong("both find different sizes")
    }

    /// The text of expressions; the first byte says of which kind.
    package static let expression = FuzzTarget(
        "expression",
        sound: [
            "uSET #a = if_not_exists(b.c[0], :a) + :a REMOVE d ADD n :a DELETE s :c",
            "uOBSERVE v :a ONCE :b", "cattribute_exists(a) AND (NOT b < :a OR size(c) IN (:b, :c))",
            "cbegins_with(a, :b) AND a BETWEEN :a AND :a", "pa, b.c[3].#d, estimate(v)",
            "ka = :a AND begins_with(b, :b)",
        ].map { Array($0.utf8) }
    ) { bytes in
        guard let kind = bytes.first, let text = Text(utf8: Array(bytes.dropFirst())) else {
            return .refused
        }
        return ExpressionCheck.judge(kind: kind, text: text)
    }

    /// Statements of PartiQL: what is read is made into trees, or refused.
    package static let statement = FuzzTarget(
        "statement",
        sound: [
            "SELECT a.b, l[0] FROM \"t\".\"i\" WHERE p = ? AND NOT (size(c) > 1 OR c IS MISSING) ORDER BY c DESC",
            "INSERT INTO t VALUE {'p': ?, 'l': [1, -.5e1, {'x': null}], 's': <<'a', 'b'>>}",
            "UPDATE t SET a = a + 1, s = set_add(s, <<?>>) REMOVE b WHERE p = 1 RETURNING ALL NEW *",
            "FROM t WHERE p IN [1, 2] SET a = list_append(a, [3]) -- a note",
            "EXISTS(SELECT * FROM t WHERE p BETWEEN 1 AND 2 /* x */)",
        ].map { Array($0.utf8) }
    ) { bytes in
        guard let text = Text(utf8: bytes), let parsed = try? ParsedStatement.parse(text) else {
            return .refused
        }
        if parsed.table.name.isEmpty { return .wrong("it has a table without a name") }
        let isResolved = (0...2).map { count in
            let parameters = Array(repeating: Value.string("x"), count: count)
            return (try? parsed.resolve(with: parameters, in: .extended(SketchPrecisions()))) != nil
        }
        return isResolved.contains(true) ? .taken : .refused
    }

    /// Commands as they lie in the log: what is taken is written again as the same command.
    package static let command = FuzzTarget("command", sound: commandSeeds) { bytes in
        var reader = ByteReader(bytes)
        guard let command = try? CommandRegistry.all.read(from: &reader) else {
            return .refused
        }
        var writer = ByteWriter()
        command.encode(to: &writer)
        var again = ByteReader(writer.bytes)
        guard let second = try? CommandRegistry.all.read(from: &again) else {
            return .wrong("what it read cannot be read again")
        }
        return isSame(command, second)
            ? .taken : .wrong("it is another command when it is read again")
    }

    /// One command of every kind at least; without any the test of the seeds fails.
    private static let commandSeeds: [[UInt8]] = {
        guard let commands = try? Samples.all() else { return [] }
        return commands.map { command in
            var writer = ByteWriter()
            command.encode(to: &writer)
            return writer.bytes
        }
    }()

    /// Sketches that clients send: damaged ones are refused, sound ones are written as a sketch.
    package static let sketch = FuzzTarget("sketch", sound: ByteSamples.sketches) { bytes in
        guard let sketch = try? HLLSketch(decoding: bytes) else { return .refused }
        guard sketch.estimate.isFinite, sketch.estimate >= 0 else {
            return .wrong("it has no estimate")
        }
        return (try? HLLSketch(decoding: sketch.encode())) == nil
            ? .wrong("what it writes cannot be read") : .taken
    }
}

private func isSame<C: StoreCommand>(_ command: C, _ other: any StoreCommand) -> Bool {
    (other as? C) == command
}

/// Parses one kind of expression; what has a form on disk is written and read again.
private enum ExpressionCheck {
    static func judge(kind: UInt8, text: Text) -> Verdict {
        guard
            var placeholders = try? Placeholders(
                names: ["#a": "a", "#d": "d.d"],
                values: [
                    ":a": .number(Number(1)), ":b": .string(Text("x")),
                    ":c": .stringSet(SortedSet(merging: [Text("a")])),
                ])
        else { return .wrong("the placeholders are refused") }
        let dialect = Dialect.extended(SketchPrecisions())
        switch kind {
        case UInt8(ascii: "u"):
            guard let update = try? Update.parse(text, in: dialect, with: &placeholders) else {
                return .refused
            }
            var writer = ByteWriter()
            update.encode(to: &writer)
            var reader = ByteReader(writer.bytes)
            guard let again = try? Update(from: &reader) else {
                return .wrong("it cannot be read again")
            }
            return again.actions == update.actions
                ? .taken : .wrong("it is another update on disk")
        case UInt8(ascii: "c"):
            guard
                let condition = try? Condition.parse(
                    text, as: .condition, in: dialect, with: &placeholders)
            else { return .refused }
            var writer = ByteWriter()
            condition.encode(to: &writer)
            var reader = ByteReader(writer.bytes)
            guard let again = try? Condition(from: &reader) else {
                return .wrong("it cannot be read again")
            }
            return again == condition ? .taken : .wrong("it is another condition on disk")
        case UInt8(ascii: "p"):
            let projection = try? Projection.parse(text, in: dialect, with: &placeholders)
            return projection == nil ? .refused : .taken
        default:
            let condition = try? KeyCondition.parse(text, with: &placeholders)
            return condition == nil ? .refused : .taken
        }
    }
}
