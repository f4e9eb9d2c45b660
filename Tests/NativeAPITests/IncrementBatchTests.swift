import Commands
import Engine
import Expressions
import JSON
import Model
import NativeAPI
import Platform
import Sketches
import TestSupport
import Testing
import TransportSupport
import Values

@Suite("Increments") struct IncrementBatchTests {
    private func update(_ sort: String, _ members: String) -> String {
        #"{"key":{"pk":"a","sk":"\#(sort)"},\#(members)}"#
    }

    @Test(arguments: Transport.allCases)
    func `a batch is applied whole`(transport: Transport) async throws {
        try await withClicks(over: transport) { (api) async throws in
            let answer = await api.batch([
                update("b", #""add":{"c":1}"#), update("c", #""add":{"c":2},"observe":{"u":"v"}"#),
                update("b", #""add":{"c":10}"#),
            ])
            #expect(answer.status == 200)
            #expect(
                answer.body == #"{"applied":3,"duplicate":false,"source":"edge","sequence":1}"#)
            #expect(try api.item("a", "b")?["c"] == 11)
            #expect(try api.item("a", "c")?["c"] == 2)
        }
    }

    @Test(arguments: Transport.allCases)
    func `lines are a batch too, with blank ones, CR LF or no end`(
        transport: Transport
    ) async throws {
        try await withClicks(over: transport) { (api) async throws in
            for (index, lines) in [
                "A\nB\n", "A\nB", "A\r\nB\r\n", "\n\nA\n \t\n\r\nB\n\n", " A \n B ",
            ].enumerated() {
                let body = lines.replacing("A", with: update("b", #""add":{"c":1}"#))
                    .replacing("B", with: update("c", #""add":{"c":1}"#))
                let answer = await api.post("increments", lines: body, sequence: "\(index)")
                #expect(answer.root?["applied"]?.integer == 2, "\(lines) \(answer)")
                #expect(try api.item("a", "b")?["c"] == .number(Number(Int64(index + 1))))
            }
        }
    }

    @Test(arguments: [
        ("A\n{\nA", 1, 2), ("A\n\nA A\n", 1, 3), ("A\nA,A\n", 1, 2), ("\nA,\nA", 0, 2),
        ("A\n[\nA\n]", 1, 2), ("{\"key\":\nA}", 0, 1), ("A\nA]", 1, 2), ("\"a\n\"", 0, 1),
        ("A\n\"\nA\n\"", 1, 2), ("A\n\u{0}\nA", 1, 2), ("A\n]\n[\nA", 1, 2), ("A],[A", 0, 1),
    ])
    func `a line that is no value by itself is named`(
        lines: String, index: Int, line: Int
    ) async throws {
        try await withClicks { (api) async throws in
            let body = lines.replacing("A", with: update("b", #""add":{"c":1}"#))
            let answer = await api.post("increments", lines: body)
            #expect(answer.problem == .invalid("updates[\(index)]"), "\(answer)")
            #expect(answer.detail.hasPrefix("Line \(line) is not JSON: "))
            #expect(try api.item("a", "b") == nil)
        }
    }

    @Test(arguments: Transport.allCases)
    func `a line of another kind is told with its number`(transport: Transport) async throws {
        try await withClicks(over: transport) { api in
            let answer = await api.post(
                "increments", lines: "\(update("b", #""add":{"c":1}"#))\n\n[1]\n")
            #expect(answer.problem == .invalid("updates[1]"))
            #expect(answer.detail == "updates[1] (line 3): expected an object, found an array.")
        }
    }

    @Test(arguments: Transport.allCases)
    func `ten thousand updates are a batch, one more is not`(transport: Transport) async throws {
        try await withClicks(over: transport) { (api) async throws in
            let one = update("b", #""add":{"c":1}"#)
            let full = Array(repeating: one, count: Limits.incrementsMax)
            let refused = await api.batch(full + [one])
            #expect(refused.problem == .invalid("updates"))
            #expect(refused.detail == "updates: a batch may have 10000, found 10001.")
            let tooManyLines = await api.post(
                "increments", lines: (full + [one]).joined(separator: "\n"))
            #expect(tooManyLines.problem == .invalid("updates"))
            #expect(await api.batch(full).root?["applied"]?.integer == 10_000)
            #expect(try api.item("a", "b")?["c"] == 10_000)
            let lines = await api.post(
                "increments", lines: full.joined(separator: "\n"), sequence: "2")
            #expect(lines.root?["applied"]?.integer == 10_000)
            #expect(try api.item("a", "b")?["c"] == 20_000)
        }
    }

    @Test(arguments: Transport.allCases)
    func `one bad update at any position, and nothing is applied`(
        transport: Transport
    ) async throws {
        try await withClicks(over: transport) { api in
            let table = try api.table()
            try await api.store.put(Sample.item("a", "text", ["c": "x"]), in: table)
            let good = (0..<6).map { update("\($0 % 3)", #""add":{"c":1},"observe":{"u":\#($0)}"#) }
            for bad in [
                update("text", #""add":{"c":1}"#),
                update("0", #""add":{"c":1},"condition":"c > :x","values":{":x":100}"#),
            ] {
                for position in 0...good.count {
                    var updates = good
                    updates.insert(bad, at: position)
                    let answer = await api.batch(updates)
                    #expect(answer.status == 409)
                    #expect(answer.problem?.field == "updates[\(position)]", "\(answer)")
                    #expect(try api.store.items(of: table).count == 1)
                }
            }
            // A refused batch does not move the mark.
            #expect(await api.batch(good).root?["applied"]?.integer == 6)
        }
    }

    @Test(arguments: Transport.allCases)
    func `an empty batch moves the mark`(transport: Transport) async throws {
        try await withClicks(over: transport) { api in
            #expect(await api.batch([]).root?["applied"]?.integer == 0)
            #expect(await api.batch([]).root?["duplicate"]?.boolean == true)
            let lines = await api.post("increments", lines: "\n", sequence: "2")
            #expect(lines.body == #"{"applied":0,"duplicate":false,"source":"edge","sequence":2}"#)
        }
    }

    // MARK: The refused update among combined ones

    @Test(arguments: Transport.allCases)
    func `of updates that are one write, the one that does not fit is named`(
        transport: Transport
    ) async throws {
        try await withClicks(over: transport) { api in
            let table = try api.table()
            try await api.store.put(Sample.item("a", "b", ["text": "x"]), in: table)
            let answer = await api.batch([
                update("b", #""add":{"c":1}"#), update("c", #""add":{"c":1}"#),
                update("b", #""observe":{"u":1}"#), update("b", #""add":{"c":1,"text":1}"#),
                update("b", #""add":{"c":1}"#),
            ])
            #expect(
                answer.problem
                    == Problem(status: 409, type: "update-refused", field: "updates[3]"))
            #expect(
                answer.detail == "updates[3]: An operand in the update expression has an incorrect "
                    + #"data type. Attribute text of item {"pk":"a","sk":"b"} is a string, not a "#
                    + "number.")
        }
    }

    @Test(arguments: Transport.allCases)
    func `in lines the number of the line is told as well`(transport: Transport) async throws {
        try await withClicks(over: transport) { api in
            let condition = #""add":{"c":1},"condition":"attribute_exists(pk)""#
            let answer = await api.post(
                "increments",
                lines: "\n\(update("b", #""add":{"c":1}"#))\n\n\(update("c", condition))\n")
            #expect(
                answer.problem
                    == Problem(status: 409, type: "condition-failed", field: "updates[1]"))
            #expect(
                answer.detail
                    == "updates[1] (line 4): The item as it is does not meet the condition.")
        }
    }

    @Test(arguments: Transport.allCases)
    func `an item grows too large at the update that makes it so`(
        transport: Transport
    ) async throws {
        try await withClicks(over: transport) { (api) async throws in
            let name = String(repeating: "n", count: 60_000)
            let updates = (0..<9).map { update("b", #""add":{"\#(name)\#($0)":1}"#) }
            let answer = await api.batch(updates)
            #expect(
                answer.problem
                    == Problem(status: 409, type: "update-refused", field: "updates[6]"))
            #expect(try api.item("a", "b") == nil)
        }
    }

    @Test(arguments: Transport.allCases)
    func `sums that only together have too many digits are not combined`(
        transport: Transport
    ) async throws {
        try await withClicks(over: transport) { (api) async throws in
            let answer = await api.batch([
                update("b", #""add":{"c":1e30}"#), update("b", #""add":{"c":1e-30}"#),
            ])
            #expect(
                answer.problem
                    == Problem(status: 409, type: "update-refused", field: "updates[1]"))
            let good = await api.batch([
                update("b", #""add":{"c":1e30}"#), update("b", #""add":{"c":-1e30}"#),
                update("b", #""add":{"c":1e-30}"#),
            ])
            #expect(good.status == 200)
            #expect(
                try api.item("a", "b")?["c"] == .number(try Number(parsing: "1e-30")))
        }
    }

    // MARK: Order

    @Test(arguments: Transport.allCases)
    func `each update sees those before it`(transport: Transport) async throws {
        try await withClicks(over: transport) { (api) async throws in
            let answer = await api.batch([
                update("b", #""add":{"c":1}"#),
                update("b", #""set":{"d":1},"condition":"c = :x","values":{":x":1}"#),
                update("b", #""add":{"c":1}"#), update("b", #""add":{"c":1}"#),
                update("b", #""set":{"e":1},"condition":"c = :x","values":{":x":3}"#),
                update("b", #""remove":["c"]"#), update("b", #""add":{"c":5}"#),
                update("b", #""add":{"c":1},"once":"x""#),
                update("b", #""add":{"c":1},"once":"x""#),
            ])
            #expect(answer.status == 200, "\(answer)")
            #expect(try api.item("a", "b") == Sample.item("a", "b", ["c": 6, "d": 1, "e": 1]))
        }
    }

    @Test(arguments: Transport.allCases)
    func `an item that ended is new for the next update`(transport: Transport) async throws {
        try await withClicks(over: transport) { (api) async throws in
            let now = api.clock.seconds
            let answer = await api.batch([
                update("b", #""add":{"c":1},"expiresAt":\#(now - 1)"#),
                update("b", #""add":{"c":10},"expiresAt":\#(now + 10)"#),
                update("c", #""add":{"c":1},"expiresAt":\#(now)"#),
                update("c", #""add":{"c":10},"expiresAt":\#(now + 20)"#),
                update("c", #""add":{"c":100}"#),
            ])
            #expect(answer.status == 200)
            #expect(
                try api.item("a", "b")
                    == Sample.item("a", "b", ["c": 10, "ttl": .number(Number(now + 10))]))
            #expect(
                try api.item("a", "c")
                    == Sample.item("a", "c", ["c": 111, "ttl": .number(Number(now + 20))]))
        }
    }

    @Test(arguments: Transport.allCases)
    func `random batches are what their updates are one by one`(transport: Transport) async throws {
        try await withClicks(over: transport) { api in
            var random = SplitMix64(seed: UInt64.random(in: 0 ... .max))
            let now = api.clock.seconds
            for sequence in 0..<20 {
                var updates: [String] = []
                for _ in 0..<Int.random(in: 1...30, using: &random) {
                    let number = Int.random(in: -3...3, using: &random)
                    let name = ["c", "d", "ttl"].randomElement(using: &random) ?? ""
                    let expiry = now + Int64.random(in: -2...50, using: &random)
                    let key = Int.random(in: 0...2, using: &random)
                    updates.append(
                        update(
                            "KEY\(key)",
                            [
                                #""add":{"\#(name)":\#(number)}"#,
                                #""add":{"c":\#(number),"d":0.5},"observe":{"u":\#(number)}"#,
                                #""observe":{"u":[\#(number),"x"]}"#,
                                #""add":{"c":1},"expiresAt":\#(expiry)"#,
                                #""remove":["c"]"#, #""set":{"d":\#(number)}"#,
                                #""add":{"c":1},"once":"\#(sequence)-\#(number)-\#(key)""#,
                            ].randomElement(using: &random) ?? ""))
                }
                let batch = await api.batch(
                    updates.map { $0.replacing("KEY", with: "batch") }, source: "s",
                    sequence: Int64(sequence))
                #expect(batch.status == 200, "seed \(random.seed): \(batch) \(updates)")
                for single in updates {
                    let renamed = single.replacing("KEY", with: "alone")
                        .replacing(#""once":""#, with: #""once":"a"#)
                    #expect(await api.post("increment", renamed).status == 200)
                }
                for key in 0...2 {
                    var mine = try api.item("a", Text("batch\(key)"))
                    var theirs = try api.item("a", Text("alone\(key)"))
                    #expect(mine?["u"]?.sketch?.estimate == theirs?["u"]?.sketch?.estimate)
                    for name: Text in ["sk", "u"] {
                        mine?[name] = nil
                        theirs?[name] = nil
                    }
                    #expect(mine == theirs, "seed \(random.seed): \(updates)")
                }
            }
        }
    }

    // MARK: Combining

    @Test func `however many updates an item gets, the log has one`() async throws {
        let directory = try TemporaryDirectory()
        let clock = ManualTime()
        try await withNativeAPI(in: directory, clock: clock) { (api) async throws in
            await api.put(
                #"{"key":{"partition":{"name":"pk","type":"string"},"sort":{"name":"sk","type":"string"}}}"#
            )
            let updates = (0..<5000).map {
                update("\($0 % 2)", #""add":{"c":1,"d":2},"observe":{"u":\#($0 % 10)}"#)
            }
            #expect(await api.batch(updates).status == 200)
            #expect(try api.item("a", "1")?["d"] == 5000)
        }
        let sizes = try directory.payloads().map(\.count)
        #expect(sizes.count == 2)
        #expect(sizes[1] < 300, "\(sizes)")
        guard let batch = try directory.commands()[1] as? IncrementBatch else {
            Issue.record("The log's second entry is no batch")
            return
        }
        #expect(batch.writes.count == 2)
        #expect(batch.mark.source == "edge" && batch.mark.sequence == 1)
        #expect(batch.mark.digest != nil)
    }
}
