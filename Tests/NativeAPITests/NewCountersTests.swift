import Commands
import Engine
import JSON
import Model
import NativeAPI
import TestSupport
import Testing
import Values

/// Batches that make thousands of counters: the one writer must not work long on any of them.
@Suite("Batches of many new counters") struct NewCountersTests {
    private func counters(_ event: Int, _ count: Int = 20, longer: Bool = true) -> String {
        // Names are long where many of them are to fill an item.
        let rest = longer ? String(repeating: "x", count: 200) : ""
        return (0..<count).map { #""country:\#(event)/\#($0)\#(rest)":1"# }.joined(separator: ",")
    }

    private func event(_ number: Int, longer: Bool) -> String {
        let counters = counters(number, longer: longer)
        return #"{"at":"2026-11-18T11:05:07Z","series":["L"],"add":{\#(counters)}}"#
    }

    /// The writer once worked on such a batch for seconds, only to refuse it.
    @Test func `a batch for which no item has room is refused before it is a command`()
        async throws
    {
        try await EventTests.withEvents { (api) async throws in
            let before = api.store.applied.position
            let answer = await api.batch((0..<150).map { event($0, longer: true) }, to: "events")
            #expect(answer.status == 409)
            #expect(answer.problem?.type == "update-refused")
            #expect(answer.problem?.field?.hasPrefix("events[") == true)
            #expect(answer.detail.contains("409600 are allowed"))
            #expect(api.store.applied.position == before)
            let items = try api.store.items(of: try api.table())
            #expect(items.isEmpty)
        }
    }

    @Test func `the same goes for updates of one item, together or by themselves`() async throws {
        try await EventTests.withEvents { (api) async throws in
            let before = api.store.applied.position
            let key = #""key":{"pk":"L","sk":"A#"}"#
            let updates = (0..<150).map { #"{\#(key),"add":{\#(counters($0))}}"# }
            let together = await api.batch(updates, to: "increments")
            #expect(together.status == 409)
            #expect(together.problem?.field?.hasPrefix("updates[") == true)
            let alone = await api.post(
                "increment", #"{\#(key),"add":{\#(counters(1, 3000))}}"#)
            #expect(alone.status == 409)
            #expect(api.store.applied.position == before)
        }
    }

    @Test func `thousands of new counters are counted, and found again`() async throws {
        try await EventTests.withEvents { (api) async throws in
            for turn: Int64 in 1...2 {
                let answer = await api.batch(
                    (0..<500).map { event($0, longer: false) }, to: "events", sequence: turn)
                #expect(answer.status == 200, "\(answer)")
            }
            let items = try api.store.items(of: try api.table())
            #expect(items.count == 5)
            for item in items {
                for number in [0, 250, 499] {
                    #expect(item[Text("country:\(number)/0")] == 2)
                    #expect(item[Text("country:\(number)/19")] == 2)
                }
            }
        }
    }

    /// An item that ends begins anew, so what was counted before takes no room.
    @Test func `updates behind the end of an item are not counted against it`() async throws {
        try await EventTests.withEvents { (api) async throws in
            let key = #""key":{"pk":"L","sk":"A#"}"#
            let updates = (0..<150).map {
                #"{\#(key),"add":{\#(counters($0))},"expiresAt":"2026-11-17T00:00:00Z"}"#
            }
            let answer = await api.batch(updates, to: "increments")
            #expect(answer.status == 200, "\(answer)")
        }
    }

    /// Which one it is takes halving to find out, so one before and one behind it are tried as well.
    @Test func `the event with which an item has no room any more is named`() async throws {
        try await EventTests.withEvents { (api) async throws in
            let events = (0..<300).map { event($0, longer: true) }
            let answer = await api.batch(events, to: "events")
            let field = try #require(answer.problem?.field)
            let named = try #require(Int(field.dropFirst("events[".count).dropLast()))
            #expect(named > 1)
            let tooMany = await api.batch(Array(events[...named]), to: "events")
            #expect(tooMany.problem?.field == field)
            #expect(await api.batch(Array(events[..<named]), to: "events").status == 200)
        }
    }

    @Test(arguments: [0, 1, 62, 63, 64, 99])
    func `the one of many elements that an item refuses is named`(bad: Int) async throws {
        try await EventTests.withEvents { (api) async throws in
            let table = try api.table()
            for sort: Text in ["A#", "h#2026111811"] {
                try await api.store.put(Sample.item("L", sort, ["text": "x"]), in: table)
            }
            func elements(_ good: (Int) -> String, _ wrong: String) -> [String] {
                (0..<100).map { $0 >= bad && $0 % 7 == bad % 7 ? wrong : good($0) }
            }
            let at = #""at":"2026-11-18T11:05:07Z","series""#
            let events = elements(
                { #"{\#(at):["\#($0 % 2 == 0 ? "L" : "M")"],"add":{"c\#($0)":1}}"# },
                #"{\#(at):["L"],"add":{"c":1,"text":1}}"#)
            let answer = await api.batch(events, to: "events")
            #expect(answer.problem?.field == "events[\(bad)]")
            let updates = elements(
                { #"{"key":{"pk":"\#($0 % 2 == 0 ? "L" : "M")","sk":"A#"},"add":{"c":1}}"# },
                #"{"key":{"pk":"L","sk":"A#"},"add":{"c":1,"text":1}}"#)
            let refused = await api.batch(updates, to: "increments")
            #expect(refused.problem?.field == "updates[\(bad)]")
            #expect(try api.store.items(of: table).count == 2)
        }
    }
}
