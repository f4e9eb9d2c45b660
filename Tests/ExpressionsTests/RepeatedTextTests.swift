import Expressions
import Testing
import Values

/// Clients send the same texts again and again; what they say is kept, what their placeholders stand
/// for is not.
@Suite("Repeated texts") struct RepeatedTextTests {
    private func update(
        _ text: Text, in dialect: Dialect = .strict, names: [Text: Text] = [:],
        values: [Text: Value] = [:]
    ) throws -> Update {
        var placeholders = try Placeholders(names: names, values: values)
        let update = try Update.parse(text, in: dialect, with: &placeholders)
        try placeholders.checkAllUsed()
        return update
    }

    private func condition(
        _ text: Text, as role: ConditionRole = .condition, values: [Text: Value]
    ) throws -> Condition {
        var placeholders = try Placeholders(names: [:], values: values)
        return try Condition.parse(text, as: role, in: .strict, with: &placeholders)
    }

    @Test func `the same text with other names and values means those`() throws {
        for number in 1...3 as ClosedRange<Int64> {
            let name = Text("a\(number)")
            #expect(
                try update(
                    "SET #n = :v", names: ["#n": name], values: [":v": .number(Number(number))])
                    == Update(actions: [
                        .set(AttributePath(root: name), .value(.number(Number(number))))
                    ]))
        }
    }

    @Test func `a placeholder that is missing the second time is missed`() throws {
        _ = try update("ADD n :v", values: [":v": 1])
        #expect(throws: ExpressionError.self) { try update("ADD n :v") }
        #expect(throws: ExpressionError.self) {
            try update("ADD n :v", values: [":v": 1, ":w": 1])
        }
        _ = try update("ADD n :v", values: [":v": 2])
    }

    @Test func `a value of another type is judged anew`() throws {
        _ = try update("ADD n :v", values: [":v": 1])
        #expect(throws: ExpressionError.self) { try update("ADD n :v", values: [":v": "text"]) }
    }

    @Test func `what one dialect takes, the other refuses`() throws {
        let text: Text = "OBSERVE u :v"
        let extended = Dialect.extended(SketchPrecisions())
        for _ in 0..<2 {
            _ = try update(text, in: extended, values: [":v": "a"])
            #expect(throws: ExpressionError.self) { try update(text, values: [":v": "a"]) }
        }
    }

    @Test func `a condition and a filter of one text complain each by its name`() throws {
        let text: Text = "size = :v"
        for _ in 0..<2 {
            for (role, name) in [
                (ConditionRole.condition, "ConditionExpression"), (.filter, "FilterExpression"),
            ] {
                let error = #expect(throws: ExpressionError.self) {
                    try condition(text, as: role, values: [":v": 1])
                }
                #expect(error?.message.contains(name) == true)
            }
        }
    }

    @Test func `a reserved word is refused every time, in any case of its letters`() throws {
        for _ in 0..<2 {
            for name in ["Name", "NAME", "name"] as [Text] {
                let error = #expect(throws: ExpressionError.self) {
                    try update(Text("SET \(name) = :v"), values: [":v": 1])
                }
                #expect(error?.message.contains("reserved keyword: \(name)") == true)
            }
        }
    }

    @Test func `more texts than are kept are read as well as before`() throws {
        let count = 3 * ExpressionLimits.keptCountMax
        for _ in 0..<2 {
            for number in 0..<count {
                let name = Text("a\(number)")
                #expect(
                    try update(Text("REMOVE \(name)"))
                        == Update(actions: [.remove(AttributePath(root: name))]))
            }
        }
    }

    @Test func `a text too long to be kept is read like another`() throws {
        let names = (0..<ExpressionLimits.keptBytesMax / 4).map { Text("long\($0)") }
        let text = Text("REMOVE " + names.map(\.string).joined(separator: ", "))
        #expect(text.utf8Count > ExpressionLimits.keptBytesMax)
        for _ in 0..<2 {
            #expect(
                try update(text)
                    == Update(actions: names.map { .remove(AttributePath(root: $0)) }))
        }
    }

    @Test func `many threads may ask for one text at a time`() async throws {
        try await withThrowingTaskGroup(of: Update.self) { group in
            for number in 0..<64 {
                group.addTask { try update(Text("REMOVE thread\(number % 5)")) }
            }
            for try await update in group { #expect(update.actions.count == 1) }
        }
    }
}
