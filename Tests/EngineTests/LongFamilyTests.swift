import Commands
import Engine
import Model
import TestSupport
import Testing
import Values

@Suite("Families of long keys that are larger than what a cursor keeps") struct LongFamilyTests {
    private static let count = 2 * EngineLimits.familyMembersMax + 300

    /// An address that agrees with all others in what LMDB's keys hold of it.
    private static func address(_ number: Int) -> Text {
        Text(String(repeating: "u", count: 500) + String(100_000 + number * 7919 % count))
    }

    private static func item(_ number: Int) -> Item {
        Sample.item("a", "\(number)", ["g": "site", "link": .string(address(number))])
    }

    @Test func `are walked in order, in both directions and over all layers`() async throws {
        try await withStore { store in
            let table = try await store.makeTable(indexes: [
                Sample.index(sort: [KeyAttribute(name: "link", type: .string)])
            ])
            let numbers = 0..<Self.count
            try await store.commitAll(try numbers.map { try table.putting(Self.item($0)) })
            try store.checkpoint()
            // Tombstones and new members in the layer above.
            try await store.commitAll(
                try numbers.compactMap { number in
                    switch number % 3 {
                    case 0: table.deleting(Sample.key("a", "\(number)"))
                    case 1:
                        try table.updating(
                            Sample.key("a", "\(number)"), "SET link = :link",
                            [":link": .string(Text(Self.address(number).string + "x"))])
                    default: nil
                    }
                })
            let expected = numbers.filter { $0 % 3 != 0 }.map { number in
                Self.address(number).string + (number % 3 == 1 ? "x" : "")
            }.sorted()
            let index = try #require(table.index(named: "by-g"))
            var query = IndexQuery(table: table, index: index, partition: [.string("site")])
            for limit in [nil, 640] {
                query.limit = limit
                for isReversed in [false, true] {
                    query.isReversed = isReversed
                    let found = try store.items(of: query).compactMap { $0["link"] }
                    #expect(
                        found
                            == (isReversed ? expected.reversed() : expected)
                            .map { .string(Text($0)) })
                }
            }
        }
    }
}
