import CommandSamples
import Commands
import Engine
import Expressions
import PartiQL
import Sketches
import Values

extension FuzzTarget {
    /// Items as they lie on disk: damaged bytes throw, sound ones come back as they were.
    package static let item = FuzzTarget("item", seeds: ByteSamples.items.map(ItemCodec.encode)) {
        bytes in
        let decoded = try? ItemCodec.decode(bytes)
        let image = try? ItemImage(validating: bytes)
        guard let decoded else {
            return image == nil ? nil : "the check takes what the decoder refuses"
        }
        guard let image else { return "the decoder takes what the check refuses" }
        guard image.item == decoded else { return "both read different items" }
        let again = ItemCodec.encode(decoded)
        guard let second = try? ItemCodec.decode(again), second == decoded else {
            return "what it read is another item when it is written and read again"
        }
        return image.size == decoded.size ? nil : "both find different sizes"
    }

    /// The text of expressions; the first byte says of which kind.
    package static let expression = FuzzTarget(
        "expression",
        seeds: [
            "uSET #a = if_not_exists(b.c[0], :a) + :b REMOVE d ADD n :a DELETE s :c",
            "uOBSERVE v :a ONCE :b", "cattribute_exists(a) AND (NOT b < :a OR size(c) IN (:b, :c))",
            "cbegins_with(a, :a) AND a BETWEEN :b AND :c", "pa, b.c[3].#d, estimate(v)",
            "ka = :a AND begins_with(b, :b)",
        ].map { Array($0.utf8) }
    ) { bytes in
        guard let kind = bytes.first, let text = Text(utf8: Array(bytes.dropFirst())) else {
            return nil
        }
        return ExpressionCheck.problem(kind: kind, text: text)
    }

    /// Statements of PartiQL: what is read is made into trees, or refused.
    package static let statement = FuzzTarget(
        "statement",
        seeds: [
            "SELECT a.b, l[0] FROM \"t\".\"i\" WHERE p = ? AND NOT (size(c) > 1 OR c IS MISSING) ORDER BY c DESC",
            "INSERT INTO t VALUE {'p': ?, 'l': [1, -.5e1, {'x': null}], 's': <<'a', 'b'>>}",
            "UPDATE t SET a = a + 1, s = set_add(s, <<?>>) REMOVE b WHERE p = 1 RETURNING ALL NEW *",
            "FROM t WHERE p IN [1, 2] SET a = list_append(a, [?]) -- a note",
            "EXISTS(SELECT * FROM t WHERE p BETWEEN 1 AND 2 /* x */)",
        ].map { Array($0.utf8) }
    ) { bytes in
        guard let text = Text(utf8: bytes), let parsed = try? ParsedStatement.parse(text) else {
            return nil
        }
        for count in 0...2 {
            let parameters = Array(repeating: Value.string("x"), count: count)
            _ = try? parsed.resolve(
                with: parameters, in: .extended(SketchPrecisions()))
        }
        return parsed.table.name.isEmpty ? "it has a table without a name" : nil
    }

    /// Commands as they lie in the log: what is taken is written again as the same command.
    package static let command = FuzzTarget("command", seeds: commandSeeds) { bytes in
        var reader = ByteReader(bytes)
        guard let command = try? CommandRegistry.all.read(from: &reader) else { return nil }
        var writer = ByteWriter()
        command.encode(to: &writer)
        var again = ByteReader(writer.bytes)
        guard let second = try? CommandRegistry.all.read(from: &again) else {
            return "what it read cannot be read again"
        }
        return isSame(command, second) ? nil : "it is another command when it is read again"
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
    package static let sketch = FuzzTarget("sketch", seeds: ByteSamples.sketches) { bytes in
        guard let sketch = try? HLLSketch(decoding: bytes) else { return nil }
        guard sketch.estimate.isFinite, sketch.estimate >= 0 else { return "it has no estimate" }
        return (try? HLLSketch(decoding: sketch.encode())) == nil
            ? "what it writes cannot be read" : nil
    }
}

private func isSame<C: StoreCommand>(_ command: C, _ other: any StoreCommand) -> Bool {
    (other as? C) == command
}

/// Parses one kind of expression; what has a form on disk is written and read again.
private enum ExpressionCheck {
    static func problem(kind: UInt8, text: Text) -> String? {
        guard
            var placeholders = try? Placeholders(
                names: ["#a": "a", "#d": "d.d"],
                values: [
                    ":a": .number(Number(1)), ":b": .string(Text("x")),
                    ":c": .stringSet(SortedSet(merging: [Text("a")])),
                ])
        else { return "the placeholders are refused" }
        let dialect = Dialect.extended(SketchPrecisions())
        switch kind {
        case UInt8(ascii: "u"):
            guard let update = try? Update.parse(text, in: dialect, with: &placeholders) else {
                return nil
            }
            var writer = ByteWriter()
            update.encode(to: &writer)
            var reader = ByteReader(writer.bytes)
            guard let again = try? Update(from: &reader) else { return "it cannot be read again" }
            return again.actions == update.actions ? nil : "it is another update on disk"
        case UInt8(ascii: "c"):
            guard
                let condition = try? Condition.parse(
                    text, as: .condition, in: dialect, with: &placeholders)
            else { return nil }
            var writer = ByteWriter()
            condition.encode(to: &writer)
            var reader = ByteReader(writer.bytes)
            guard let again = try? Condition(from: &reader) else {
                return "it cannot be read again"
            }
            return again == condition ? nil : "it is another condition on disk"
        case UInt8(ascii: "p"):
            _ = try? Projection.parse(text, in: dialect, with: &placeholders)
            return nil
        default:
            _ = try? KeyCondition.parse(text, with: &placeholders)
            return nil
        }
    }
}
