import Engine
import JSON
import Model
import NativeAPI
import Platform
import TestSupport
import Testing
import Values

/// Random writes to a table with indexes, and the same to a plain dictionary, from which every read of an
/// index can be worked out.
@Suite("Indexes, kept by hand") struct IndexModelTests {
    /// What items may have: the attributes of the indexes' keys, and one of none.
    private struct Link: Equatable {
        var owner: String?
        var kind: Int?
        var clicks: Int?
        var note: Int?
    }

    private static let owners = ["", "a", "ab", "é"].map { "o" + $0 }
    private static let kinds = [-1, 0, 7]
    private static let links = 40

    private static let byOwner = #"""
        {"name":"byOwner","key":{"partition":[{"name":"owner","type":"string"}],
        "sort":[{"name":"c","type":"number"}]},"projection":"keys"}
        """#
    private static let byKind = #"""
        {"name":"byKind","key":{"partition":[{"name":"kind","type":"number"},
        {"name":"owner","type":"string"}],"sort":[{"name":"c","type":"number"}]}}
        """#

    private func define(_ indexes: [String], over api: NativeHarness) async throws {
        let answer = await api.put(
            #"{"key":{"partition":{"name":"link","type":"string"}},"#
                + #""indexes":[\#(indexes.joined(separator: ","))]}"#)
        #expect(answer.status == 200 || answer.status == 201, "\(answer)")
        try api.store.reapAll()
    }

    // MARK: Writes

    /// A change of some attributes of one link, as the API takes it and as it is in the model.
    private func change(
        _ number: Int, _ random: inout SplitMix64, in model: inout [Int: Link]
    ) -> String {
        var link = model[number] ?? Link()
        var sets: [String] = []
        var sums: [String] = []
        var removed: [String] = []
        func next(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
        switch next(5) {
        case 0:
            let owner = Self.owners[next(Self.owners.count)]
            link.owner = owner
            sets.append(#""owner":"\#(owner)""#)
        case 1:
            link.owner = nil
            removed.append(#""owner""#)
        case 2:
            let kind = Self.kinds[next(Self.kinds.count)]
            link.kind = kind
            sets.append(#""kind":\#(kind)"#)
        default: break
        }
        switch next(4) {
        case 0:
            link.clicks = nil
            removed.append(#""c""#)
        case 1:
            link.note = (link.note ?? 0) + 1
            sums.append(#""note":1"#)
        default:
            let more = next(9) - 3
            link.clicks = (link.clicks ?? 0) + more
            sums.append(#""c":\#(more)"#)
        }
        // An update that only removes makes no item.
        if model[number] != nil || !sets.isEmpty || !sums.isEmpty { model[number] = link }
        return #"{"key":{"link":"L\#(number)"},"set":{\#(sets.joined(separator: ","))},"#
            + #""add":{\#(sums.joined(separator: ","))},"remove":[\#(removed.joined(separator: ","))]}"#
    }

    // MARK: Reads

    /// What a read answers: the links in the order of their clicks; in which order those of equal clicks
    /// come is the store's matter.
    private func check(
        _ query: String, over api: NativeHarness, _ model: [Int: Link],
        _ isMeant: (Link) -> Bool
    ) async {
        let expected = model.filter { $0.value.clicks != nil && isMeant($0.value) }
        let pages = await api.pages("/v1/tables/clicks/items?\(query)&attributes=link,c")
        var clicks: [Int] = []
        var links: Set<String> = []
        for item in pages.flatMap({ $0 }) {
            let root = (try? JSONDocument(parsing: Array(item.utf8)))?.root
            clicks.append(Int(root?["c"]?.integer ?? .max))
            links.insert(root?["link"]?.string ?? "")
        }
        let isReversed = query.contains("reverse=true")
        let sorted = expected.values.compactMap(\.clicks).sorted()
        #expect(clicks == (isReversed ? sorted.reversed() : sorted), "\(query)")
        #expect(links == Set(expected.keys.map { "L\($0)" }), "\(query)")
    }

    private func checkAll(
        over api: NativeHarness, _ model: [Int: Link], _ random: inout SplitMix64,
        hasKinds: Bool
    ) async {
        let from = Int(random.next() % 12) - 4
        let to = from + Int(random.next() % 8)
        for owner in Self.owners {
            let name = owner.replacing("é", with: "%C3%A9")
            for form in ["", "&reverse=true", "&limit=3"] {
                await check("index=byOwner&pk=\(name)\(form)", over: api, model) {
                    $0.owner == owner
                }
            }
            await check("index=byOwner&pk=\(name)&from=\(from)&to=\(to)", over: api, model) {
                $0.owner == owner && (from..<to).contains($0.clicks ?? .min)
            }
            for kind in Self.kinds where hasKinds {
                await check(
                    "index=byKind&pk=\(kind)&pk=\(name)&from=\(from)&limit=2&reverse=true",
                    over: api, model
                ) { $0.owner == owner && $0.kind == kind && ($0.clicks ?? .min) >= from }
            }
        }
    }

    @Test func `reads of indexes answer what any writes have left`() async throws {
        var random = SplitMix64(seed: UInt64.random(in: 0 ... .max))
        let seed = random
        try await withNativeAPI { api in
            try await define([Self.byOwner], over: api)
            var model: [Int: Link] = [:]
            for round in 0..<12 {
                // The second index comes and goes with the items that are there.
                let hasKinds = round % 4 > 1
                let indexes = hasKinds ? [Self.byOwner, Self.byKind] : [Self.byOwner]
                try await define(indexes, over: api)
                for _ in 0..<20 {
                    let number = Int(random.next() % UInt64(Self.links))
                    if random.next() % 8 == 0 {
                        let gone = await api.send("DELETE", "/v1/tables/clicks/items?pk=L\(number)")
                        #expect(gone.status == 200)
                        model[number] = nil
                    } else {
                        let one = await api.post(
                            "increment", change(number, &random, in: &model))
                        #expect(one.status == 200, "\(one), \(seed)")
                    }
                }
                var updates: [String] = []
                for number in 0..<Self.links where random.next() % 3 == 0 {
                    updates.append(change(number, &random, in: &model))
                }
                let batch = await api.batch(updates, sequence: Int64(round + 1))
                #expect(batch.status == 200, "\(batch), \(seed)")
                await checkAll(over: api, model, &random, hasKinds: hasKinds)
                if round % 3 == 2 { try api.store.checkpoint() }
            }
        }
    }
}
