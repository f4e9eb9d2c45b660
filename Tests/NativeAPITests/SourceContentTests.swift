import Commands
import Engine
import Expressions
import JSON
import Model
import NativeAPI
import TestSupport
import Testing
import Values

/// What a batch says is remembered with its number.
@Suite("The content of batches") struct SourceContentTests {
    private let one = #"{"key":{"pk":"a","sk":"b"},"add":{"c":1},"observe":{"u":["x","y"]}}"#
    private let two = #"{"key":{"pk":"a","sk":"b"},"add":{"c":2}}"#
    private let reused = Problem(status: 422, type: "sequence-reused", field: "sequence")

    @Test func `other content under a used sequence is refused and says where the source is`()
        async throws
    {
        try await withClicks { api in
            for sequence: Int64 in 1...57 {
                #expect(await api.batch([one], sequence: sequence).status == 200)
            }
            // A new container that begins again, and a second worker with the same name.
            for sequence: Int64 in [1, 40, 57] {
                let answer = await api.batch([two, two], sequence: sequence)
                #expect(answer.problem == reused)
                #expect(answer.root?["last"]?.integer == 57)
                #expect(answer.root?["expected"]?.integer == 58)
                #expect(
                    answer.detail
                        == "Source edge has sent another batch \(sequence), so nothing of this one is "
                        + "counted. The source is at 57, so its next batch has the number 58. Each "
                        + "sender needs a source of its own.")
            }
            for batch in [[], [one, one], [two]] {
                #expect(await api.batch(batch, sequence: 57).problem == reused)
            }
            let found1 = try api.item("a", "b")
            #expect(found1?["c"] == 57)
            let old = await api.batch([one], sequence: 0)
            #expect(
                old.problem == Problem(status: 409, type: "sequence-too-old", field: "sequence"))
            #expect(old.root?["last"]?.integer == 57)
            #expect(
                old.detail.contains("asks GET …/sources/{source} first, and goes on at expected"))
        }
    }

    @Test func `the same content in another form is the same batch`() async throws {
        try await withClicks { api in
            #expect(await api.batch([one, two]).root?["applied"]?.integer == 2)
            for same in [
                #"{"observe":{"u":["y","x"]}, "add":{"c":1.0} ,"key":{"sk":"\u0062","pk":"a"}}"#,
                #"{ "add" : {"c":1e0},"observe":{"u":["x","y"]},"key":{"pk":"a","sk":"b"}}"#,
            ] {
                let json = await api.batch([same, two])
                #expect(json.root?["duplicate"]?.boolean == true, "\(json)")
                let lines = await api.post("increments", lines: "\(same)\n\n  \(two)\r\n")
                #expect(lines.root?["duplicate"]?.boolean == true, "\(lines)")
                #expect(lines.root?["last"]?.integer == 1)
            }
            // Updates have an order, keys and visitors a type.
            #expect(await api.batch([two, one]).problem == reused)
            for (part, other) in [
                (#""c":1"#, #""c":1.5"#), (#""x""#, "1"), (#""add""#, #""set""#),
                (#""u""#, #""w""#), (#""pk":"a""#, #""pk":"b""#),
            ] {
                #expect(await api.batch([one.replacing(part, with: other), two]).problem == reused)
            }
        }
    }

    @Test func `a batch of events is the same after its buckets have ended, in whatever order`()
        async throws
    {
        try await withNativeAPI { api in
            await api.put(
                #"""
                {"key":{"partition":{"name":"pk","type":"string"},"sort":{"name":"sk","type":"string"}},
                 "timeToLive":{"attribute":"ttl"},
                 "series":{"granularities":[
                    {"name":"minute","prefix":"m#","format":"yyyyMMddHHmm","retention":"1h"},
                    {"name":"all","prefix":"A#"}]}}
                """#)
            let events = ["s", "t"].map {
                #"{"at":\#(api.clock.seconds),"series":["\#($0)","all"],"add":{"c":1}}"#
            }
            let first = await api.batch(events, to: "events")
            #expect(first.root?["applied"]?.integer == 2, "\(first)")
            api.clock.advance(seconds: 86_400)
            let other = [events[1], events[0].replacing(#""s","all""#, with: #""all","s""#)]
            #expect(await api.batch(other, to: "events").root?["duplicate"]?.boolean == true)
            #expect(await api.batch([events[0]], to: "events").problem == reused)
            let found2 = try api.item("all", "A#")
            #expect(found2?["c"] == 2)
        }
    }

    // MARK: Asking

    @Test func `a client can ask how far a source has come`() async throws {
        try await withClicks { api in
            let path = "/v1/tables/clicks/sources"
            #expect(
                await api.get(path + "/edge").problem
                    == Problem(status: 404, type: "source-not-found", field: "source"))
            _ = await api.batch([one], source: "edge/1", sequence: 41)
            _ = await api.batch([two], source: "edge/1", sequence: 42)
            let answer = await api.get(path + "/edge%2F1")
            let digest = try #require(answer.root?["digest"]?.string)
            #expect(digest.count == 16)
            #expect(
                answer.body == """
                    {"source":"edge/1","sequence":42,"expected":43,"oldest":41,\
                    "at":"2026-11-18T11:06:40Z","forgottenAfter":"2026-12-18T11:06:40Z",\
                    "digest":"\(digest)"}
                    """)
            _ = await api.batch([two], source: "other", sequence: 7)
            #expect(await api.get(path + "/other").root?["digest"]?.string == digest)
            api.clock.advance(seconds: 30 * 86_400 + 1)
            #expect(await api.get(path + "/edge%2F1").status == 404)
        }
    }

    @Test func `the sources of a table are listed page by page`() async throws {
        try await withClicks { api in
            await api.put(
                #"{"key":{"partition":{"name":"pk","type":"string"}}}"#, table: "other")
            let names = ["\u{301}a", "a", "b", "b c", "z"].sorted { Text($0) < Text($1) }
            for name in names { _ = await api.batch([], source: name, sequence: 5) }
            _ = await api.post(
                "increments", #"{"source":"x","sequence":1,"updates":[]}"#, table: "other")
            func found(_ answer: Answer) -> [String] {
                answer.root?["sources"]?.elements.compactMap { $0["source"]?.string } ?? []
            }
            let path = "/v1/tables/clicks/sources"
            let all = await api.get(path)
            #expect(found(all) == names)
            #expect(all.root?["cursor"] == nil)
            var listed: [String] = []
            var cursor: String?
            repeat {
                let answer = await api.get(
                    path + "?limit=2"
                        + (cursor.map { "&cursor=" + $0.replacing(" ", with: "%20") } ?? ""))
                listed += found(answer)
                cursor = answer.root?["cursor"]?.string
                if let cursor {
                    #expect(
                        await api.get("/v1/tables/other/sources?cursor=\(cursor)").problem
                            == .invalid("cursor"))
                }
            } while cursor != nil
            #expect(listed == names)
            #expect(await api.get(path + "?cursor=b").problem == .invalid("cursor"))
        }
    }

    // MARK: Ids of single updates

    @Test func `an id that was used for another key or other changes is refused`() async throws {
        try await withClicks { api in
            func once(_ update: String) -> String { "\(update.dropLast()),\"once\":\"id\"}" }
            #expect(await api.post("increment", once(one)).status == 200)
            #expect(await api.post("increment", once(one)).root?["duplicate"]?.boolean == true)
            for other in [once(two), once(one.replacing(#""sk":"b""#, with: #""sk":"c""#))] {
                let alone = await api.post("increment", other)
                #expect(
                    alone.problem == Problem(status: 422, type: "once-reused", field: "once"))
                let batch = await api.batch([two, other])
                #expect(
                    batch.problem
                        == Problem(status: 422, type: "once-reused", field: "updates[1].once"),
                    "\(batch)")
            }
            let found3 = try api.item("a", "b")
            #expect(found3?["c"] == 1)
            let found4 = try api.item("a", "c")
            #expect(found4 == nil)
            #expect(await api.batch([once(one)]).root?["applied"]?.integer == 1)
            let found5 = try api.item("a", "b")
            #expect(found5?["c"] == 1)
        }
    }
}
