import API
import Commands
import Engine
import Expressions
import JSON
import Model
import NativeAPI
import TestSupport
import Testing
import Values

/// What a batch is told of the elements that are wrong.
@Suite("Wrong elements of batches") struct WrongElementTests {
    private func update(_ number: Int, _ amount: String = "1") -> String {
        #"{"key":{"pk":"a","sk":"\#(number % 10)"},"add":{"c":\#(amount)}}"#
    }

    private func fields(_ answer: Answer) -> [String] {
        answer.root?["errors"]?.elements.compactMap { $0["field"]?.string } ?? []
    }

    private func lines(_ answer: Answer) -> [Int64] {
        answer.root?["errors"]?.elements.compactMap { $0["line"]?.integer } ?? []
    }

    private var thousand: [String] {
        (0..<1000).map { number in
            switch number {
            case 17: update(number, #""x""#)
            case 500: "{"
            case 999: #"{"key":{"pk":"a"},"add":{"c":1}}"#
            default: update(number)
            }
        }
    }

    @Test func `all wrong lines are told in one answer, each with its place`() async throws {
        try await withClicks { api in
            let body = "\n" + thousand.joined(separator: "\n")
            let answer = await api.post("increments", lines: body)
            #expect(answer.problem == .invalid("updates[17].add.c"))
            #expect(answer.root?["wrong"]?.integer == 3)
            #expect(fields(answer) == ["updates[17].add.c", "updates[500]", "updates[999].key.sk"])
            #expect(lines(answer) == [19, 502, 1001])
            #expect(
                answer.detail
                    == "updates[17].add.c (line 19): expected a number, found a string. In all 3 "
                    + "elements are wrong.")
            let first = answer.root?["errors"]?.elements.first { _ in true }
            #expect(
                first?["detail"]?.string
                    == "updates[17].add.c (line 19): expected a number, found a string.")
            let found = try api.item("a", "1")
            #expect(found == nil)
            #expect(await api.get("/v1/tables/clicks/sources/edge").status == 404)
        }
    }

    @Test func `a body of JSON tells all of them too, the first hundred by name`() async throws {
        try await withClicks { api in
            let answer = await api.batch((0..<300).map { update($0, $0 < 50 ? "1" : "null") })
            #expect(answer.root?["wrong"]?.integer == 250)
            #expect(fields(answer) == (50..<150).map { "updates[\($0)].add.c" })
            #expect(lines(answer).isEmpty)
        }
    }

    @Test(arguments: [true, false])
    func `the first hundred are told, whether they are no JSON or no update`(
        unreadableFirst: Bool
    ) async throws {
        try await withClicks { api in
            let blocks = [
                [String](repeating: "{", count: 250),
                (0..<250).map { update($0, "null") },
            ]
            let lines = unreadableFirst ? blocks[0] + blocks[1] : blocks[1] + blocks[0]
            let answer = await api.post("increments", lines: lines.joined(separator: "\n"))
            #expect(answer.root?["wrong"]?.integer == 500)
            #expect(self.lines(answer) == (1...100).map { $0 })
            // Taken in turns, half of each.
            let turns = zip(blocks[0], blocks[1]).flatMap { [$0, $1] }
            let mixed = await api.post("increments", lines: turns.joined(separator: "\n"))
            #expect(self.lines(mixed) == (1...100).map { $0 })
            #expect(fields(mixed).suffix(2) == ["updates[98]", "updates[99].add.c"])
        }
    }

    @Test func `a partial batch counts what is right, once, and tells the rest each time`()
        async throws
    {
        try await withClicks { api in
            let headers = RequestHeaders(
                contentType: "application/jsonl", source: "edge", sequence: "1")
            let body = Array(thousand.joined(separator: "\n").utf8)
            for attempt in 0..<2 {
                let answer = await api.send(
                    "POST", "/v1/tables/clicks/increments?partial=true", body: body,
                    headers: headers)
                #expect(answer.status == 200)
                #expect(answer.root?["applied"]?.integer == (attempt == 0 ? 997 : 0))
                #expect(answer.root?["duplicate"]?.boolean == (attempt == 1))
                #expect(answer.root?["wrong"]?.integer == 3)
                #expect(lines(answer) == [18, 501, 1000])
            }
            let found = try api.item("a", "7")
            #expect(found?["c"] == 99)
            // The wrong lines are part of what the batch says.
            let other = thousand.filter { $0 != "{" }.joined(separator: "\n")
            let answer = await api.send(
                "POST", "/v1/tables/clicks/increments?partial=true", body: Array(other.utf8),
                headers: headers)
            #expect(
                answer.problem
                    == Problem(status: 422, type: "sequence-reused", field: "sequence"))
        }
    }

    @Test
    func `a partial batch that is right says so, and one without a right element moves the mark`()
        async throws
    {
        try await withClicks { api in
            func send(_ updates: [String], _ sequence: Int) async -> Answer {
                await api.send(
                    "POST", "/v1/tables/clicks/increments?partial=true",
                    body: Array(
                        #"{"source":"edge","sequence":\#(sequence),"updates":[\#(updates.joined(separator: ","))]}"#
                            .utf8))
            }
            let good = await send([update(1)], 1)
            #expect(
                good.body
                    == #"{"applied":1,"duplicate":false,"source":"edge","sequence":1,"wrong":0,"errors":[]}"#
            )
            let bad = await send(["1", "{}"], 2)
            #expect(bad.root?["applied"]?.integer == 0)
            #expect(fields(bad) == ["updates[0]", "updates[1].key"])
            // A refusal of the store is about the element's own place.
            let refused = await send(
                ["1", update(1), #"{"key":{"pk":"a","sk":"1"},"observe":{"c":"x"}}"#], 3)
            #expect(
                refused.problem
                    == Problem(status: 409, type: "update-refused", field: "updates[2]"),
                "\(refused)")
            #expect(
                refused.detail.hasSuffix(
                    #"Attribute c of item {"pk":"a","sk":"1"} is a number, not a sketch."#),
                "\(refused)")
        }
    }

    @Test func `a wrong event takes no attribute for the others`() async throws {
        try await withNativeAPI { api in
            await api.put(Self.clicks)
            let at = api.clock.seconds
            let wrong = #"{"at":\#(at),"series":["s"],"observe":{"x":"v"},"add":{"c":null}}"#
            let right = #"{"at":\#(at),"series":["s"],"add":{"x":1}}"#
            let answer = await api.send(
                "POST", "/v1/tables/clicks/events?partial=true",
                body: Array(
                    #"{"source":"edge","sequence":1,"events":[\#(wrong),\#(right)]}"#.utf8))
            #expect(answer.root?["applied"]?.integer == 1, "\(answer)")
            #expect(fields(answer) == ["events[0].add.c"])
            let found = try api.item("s", "A#")
            #expect(found?["x"] == 1)
        }
    }

    /// Names that no attribute may have, where there were right ones before, after and between.
    @Test(arguments: [0, 65_536], ["add", "observe"])
    func `a name that cannot be an attribute's is told, and the batch goes on`(
        nameBytes: Int, member: String
    ) async throws {
        let name = String(repeating: "n", count: nameBytes)
        try await withNativeAPI { api in
            await api.put(Self.clicks)
            let value = member == "add" ? "1" : #""v""#
            func event(_ name: String) -> String {
                #"{"at":\#(api.clock.seconds),"series":["s"],"\#(member)":{"\#(name)":\#(value)}}"#
            }
            let orders = [
                [name, "x", "y"], ["x", name, "y"], [name, name, "x", "y"],
                [name, "x", name, "y", name, "x", "z"],
            ]
            for (sequence, order) in orders.enumerated() {
                let events = order.map { event($0) }.joined(separator: ",")
                func send(_ query: String) async -> Answer {
                    await api.send(
                        "POST", "/v1/tables/clicks/events\(query)",
                        body: Array(
                            #"{"source":"edge","sequence":\#(sequence),"events":[\#(events)]}"#
                                .utf8))
                }
                let wrong = order.indices.filter { order[$0] == name }
                let refused = await send("")
                #expect(refused.status == 400, "\(refused)")
                #expect(fields(refused).count == wrong.count)
                let answer = await send("?partial=true")
                #expect(
                    answer.root?["applied"]?.integer == Int64(order.count - wrong.count),
                    "\(answer)")
                let told = answer.root?["errors"]?.elements.compactMap { $0["index"]?.integer }
                #expect(told == wrong.map { Int64($0) })
            }
            let found = try api.item("s", "A#")
            if member == "add" {
                #expect(found?["x"] == 5 && found?["y"] == 4 && found?["z"] == 1)
            } else {
                #expect(found?["x"] != nil && found?["x"] == found?["y"])
            }
        }
    }

    // MARK: What a definition declares

    static let clicks = #"""
        {"key":{"partition":{"name":"pk","type":"string"},"sort":{"name":"sk","type":"string"}},
         "series":{"counters":["c","country:*"],"sketches":["u"],
                   "granularities":[{"name":"hour","prefix":"h#","format":"yyyyMMddHH"},
                                    {"name":"all","prefix":"A#"}]}}
        """#

    @Test func `what is declared as counter or sketch stays one in buckets`() async throws {
        try await withNativeAPI { api in
            await api.put(Self.clicks)
            for (update, field) in [
                (#""set":{"u":"text"}"#, "set.u"), (#""set":{"c":"1"}"#, "set.c"),
                (#""add":{"u":1}"#, "add.u"), (#""observe":{"c":"v"}"#, "observe.c"),
                (#""observe":{"country:IT":"v"}"#, "observe.country:IT"),
            ] {
                for sort in ["A#", "h#2026112220"] {
                    let answer = await api.post(
                        "increment", #"{"key":{"pk":"s","sk":"\#(sort)"},\#(update)}"#)
                    #expect(answer.problem == .invalid(field), "\(answer)")
                }
                // What is no bucket may have what it likes.
                let other = await api.post(
                    "increment", #"{"key":{"pk":"s","sk":"\#(field)"},\#(update)}"#)
                #expect(other.status == 200, "\(other)")
            }
            for good in [#""set":{"c":5}"#, #""add":{"country:IT":1},"observe":{"u":"v"}"#] {
                let answer = await api.post("increment", #"{"key":{"pk":"s","sk":"A#"},\#(good)}"#)
                #expect(answer.status == 200, "\(answer)")
            }
        }
    }

    @Test func `every form of a write is held to it`() async throws {
        try await withNativeAPI { api in
            await api.put(Self.clicks)
            let table = try api.table()
            let bucket = Sample.key("s", "h#2026112220")
            func problem(_ write: ItemWrite) -> String? {
                do throws(DeclaredTypeProblem) {
                    try table.checkDeclaredTypes(of: write)
                    return nil
                } catch {
                    return error.message
                }
            }
            let wrong: [(Text, [Text: Value])] = [
                ("SET u = :x", [":x": "text"]), ("SET u = if_not_exists(u, :x)", [":x": 1]),
                ("SET c = :x", [":x": "text"]), ("SET c = d", [:]), ("SET u = c", [:]),
                ("SET c = list_append(:x, :x)", [":x": .list([])]), ("ADD u :x", [":x": 1]),
                ("ADD c :x", [":x": .stringSet(SortedSet(merging: ["x"]))]),
                ("OBSERVE c :x", [":x": "v"]), ("SET u = :x", [":x": .binary(Binary([1, 2, 3]))]),
            ]
            for (expression, values) in wrong {
                let message = problem(try table.updating(bucket, expression, values))
                #expect(message?.contains("s, h#2026112220") == true, "\(expression)")
                #expect(
                    problem(try table.updating(Sample.key("s", "x"), expression, values)) == nil)
            }
            let right: [(Text, [Text: Value])] = [
                ("SET c = :x", [":x": 1]), ("SET c = if_not_exists(c, :x)", [":x": 1]),
                ("SET c = c + :x", [":x": 1]), ("REMOVE u, c", [:]), ("OBSERVE u :x", [":x": "v"]),
                ("SET d = :x", [":x": "text"]), ("ADD c :x", [":x": 1]),
            ]
            for (expression, values) in right {
                #expect(problem(try table.updating(bucket, expression, values)) == nil)
            }
            #expect(
                problem(try table.putting(Sample.item("s", "A#", ["u": "text"])))
                    == "u is declared as a sketch, and in the bucket s, A# it would be a string")
            #expect(problem(try table.putting(Sample.item("s", "x", ["u": "text"]))) == nil)
        }
    }

    @Test func `a batch that meets a bad bucket names it and the attribute`() async throws {
        try await withNativeAPI { api in
            await api.put(Self.clicks)
            let table = try api.table()
            try await api.store.put(Sample.item("s", "A#", ["u": "text"]), in: table)
            let event = #"{"at":\#(api.clock.seconds),"series":["s"],"observe":{"u":"v"}}"#
            let answer = await api.batch([event], to: "events")
            #expect(
                answer.problem
                    == Problem(status: 409, type: "update-refused", field: "events[0]"),
                "\(answer)")
            #expect(
                answer.detail.hasSuffix(
                    #"Attribute u of item {"pk":"s","sk":"A#"} is a string, not a sketch."#),
                "\(answer)")
            let alone = await api.post(
                "increment", #"{"key":{"pk":"s","sk":"A#"},"observe":{"u":"v"}}"#)
            #expect(alone.detail.contains(#"{"pk":"s","sk":"A#"}"#), "\(alone)")
        }
    }

    @Test func `a prefix sums the numbers that it finds, and misses none that is declared`()
        async throws
    {
        try await withNativeAPI { api in
            await api.put(Self.clicks)
            let table = try api.table()
            try await api.store.put(
                Sample.item("s", "A#", ["c": 5, "x": 2, "name": "text", "at": "text"]), in: table)
            let answer = await api.get("/v1/tables/clicks/series?series=s&sum=*&union=")
            #expect(answer.status == 200, "\(answer)")
            #expect(answer.body.contains(#""total":{"c":5,"x":2}"#), "\(answer)")
            try await api.store.put(
                Sample.item("s", "A#", ["c": 5, "country:IT": "text"]), in: table)
            let bad = await api.get("/v1/tables/clicks/series?series=s&sum=*&union=")
            #expect(bad.problem?.type == "not-an-aggregate", "\(bad)")
            #expect(bad.detail.contains("country:IT") && bad.detail.contains("bucket A#"))
        }
    }

    @Test(arguments: [
        "application/ndjson", "application/jsonl", "application/x-jsonlines",
        "application/x-jsonl; charset=utf-8", "Application/JSONLines",
    ])
    func `lines are taken under each of their names`(contentType: String) async throws {
        try await withClicks { api in
            let answer = await api.post(
                "increments", update(1) + "\n" + update(2),
                headers: RequestHeaders(contentType: contentType, source: "edge", sequence: "1"))
            #expect(answer.root?["applied"]?.integer == 2, "\(answer)")
        }
    }
}
