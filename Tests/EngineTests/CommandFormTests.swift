import Engine
import Foundation
import Testing

@Suite("Forms of commands") struct CommandFormTests {
    @Test func `the table in Formats.md has a row for each kind, and no other`() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Engine/Engine.docc/Formats.md")
        let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
        let table = lines.drop { $0 != "| kind · part | command | body |" }.dropFirst(2)
            .prefix { $0.hasPrefix("| ") }
        let rows = CommandRegistry.all.rows
        #expect(table.count == rows.count && rows.count > 20)
        for (found, row) in zip(table, rows) {
            #expect(found.hasPrefix(row), "\(row) is missing")
        }
    }
}
