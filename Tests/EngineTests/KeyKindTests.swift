import Engine
import Foundation
import Testing

@Suite("Kinds of keys") struct KeyKindTests {
    @Test func `each stands in OnDiskLayout.md as it is`() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Engine/Engine.docc/OnDiskLayout.md")
        let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
        for kind in KeyKind.all {
            #expect(lines.contains(Substring(kind.row)), "\(kind.row) is missing")
        }
    }

    @Test func `no two of a database have one form`() {
        let rows = KeyKind.all.map { kind in
            // The database and the key's first byte or part.
            kind.row.split(separator: "·")[0]
        }
        #expect(Set(rows).count == rows.count)
    }
}
