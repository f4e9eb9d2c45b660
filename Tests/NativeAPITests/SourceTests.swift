import API
import Commands
import Engine
import Expressions
import JSON
import Model
import NativeAPI
import Sketches
import TestSupport
import Testing
import Values

@Suite("Sources") struct SourceTests {
    private let update = #"{"key":{"pk":"a","sk":"b"},"add":{"c":1}}"#

    private func expectCount(
        _ count: Int64, in api: NativeHarness, _ place: SourceLocation = #_sourceLocation
    ) throws {
        let item = try api.item("a", "b")
        #expect(item?["c"] == .number(Number(count)), sourceLocation: place)
    }

    @Test func `a batch that is sent again changes nothing`() async throws {
        try await withClicks { api in
            for sequence: Int64 in [7, 8, 9] {
                for attempt in 0..<3 {
                    let answer = await api.batch([update, update], sequence: sequence)
                    #expect(answer.status == 200)
                    #expect(
                        answer.body == """
                            {"applied":\(attempt == 0 ? 2 : 0),"duplicate":\(attempt > 0),\
                            "source":"edge","sequence":\(sequence)\(attempt > 0 ? ",\"last\":\(sequence)" : "")}
                            """)
                }
            }
            try expectCount(6, in: api)
            for sequence: Int64 in [7, 8] {
                let answer = await api.batch([update, update], sequence: sequence)
                #expect(answer.root?["duplicate"]?.boolean == true)
                #expect(answer.root?["last"]?.integer == 9)
            }
            try expectCount(6, in: api)
        }
    }

    @Test func `a gap is refused with the number that must come`() async throws {
        try await withClicks { api in
            _ = await api.batch([update], sequence: 41)
            for sequence: Int64 in [43, 100, .max] {
                let answer = await api.batch([update], sequence: sequence)
                #expect(
                    answer.problem
                        == Problem(status: 409, type: "sequence-gap", field: "sequence"))
                #expect(answer.root?["expected"]?.integer == 42)
                #expect(
                    answer.detail
                        == "Source edge is at 41, so 42 must follow, not \(sequence).")
            }
            #expect(await api.batch([update], sequence: 42).status == 200)
            try expectCount(2, in: api)
        }
    }

    @Test func `sources and tables count for themselves`() async throws {
        try await withClicks { api in
            await api.put(
                #"{"key":{"partition":{"name":"pk","type":"string"},"sort":{"name":"sk","type":"string"}}}"#,
                table: "other")
            #expect(await api.batch([update], source: "one", sequence: 5).status == 200)
            #expect(await api.batch([update], source: "two", sequence: 1000).status == 200)
            #expect(await api.batch([update], source: "one", sequence: 6).status == 200)
            let body = #"{"source":"one","sequence":1,"updates":[\#(update)]}"#
            let other = await api.post("increments", body, table: "other")
            #expect(other.root?["applied"]?.integer == 1)
            try expectCount(3, in: api)
        }
    }

    @Test func `events and increments of one source share its numbers`() async throws {
        try await withNativeAPI { api in
            await api.put(
                #"""
                {"key":{"partition":{"name":"pk","type":"string"},"sort":{"name":"sk","type":"string"}},
                 "series":{"granularities":[{"name":"all","prefix":"A#"}]}}
                """#)
            let event = #"{"at":1,"series":["s"],"add":{"c":1}}"#
            #expect(await api.batch([update], sequence: 1).root?["applied"]?.integer == 1)
            #expect(
                await api.batch([event], to: "events", sequence: 1).problem
                    == Problem(status: 422, type: "sequence-reused", field: "sequence"))
            #expect(
                await api.batch([event], to: "events", sequence: 2).root?["applied"]?.integer == 1)
        }
    }

    @Test func `a source is remembered when the store is opened again`() async throws {
        let directory = try TemporaryDirectory()
        let clock = ManualTime()
        try await withNativeAPI(in: directory, clock: clock) { api in
            await api.put(
                #"{"key":{"partition":{"name":"pk","type":"string"},"sort":{"name":"sk","type":"string"}}}"#
            )
            #expect(await api.batch([update], sequence: 3).status == 200)
        }
        try await withNativeAPI(in: directory, clock: clock) { api in
            #expect(await api.batch([update], sequence: 3).root?["duplicate"]?.boolean == true)
            #expect(await api.batch([update], sequence: 5).status == 409)
            #expect(await api.batch([update], sequence: 4).root?["applied"]?.integer == 1)
            try expectCount(2, in: api)
        }
    }

    @Test func `the headers say what a body of JSON does not`() async throws {
        try await withClicks { api in
            let both = RequestHeaders(source: "edge", sequence: "1")
            #expect(
                await api.post("increments", #"{"updates":[\#(update)]}"#, headers: both).body
                    == #"{"applied":1,"duplicate":false,"source":"edge","sequence":1}"#)
            let same = #"{"source":"edge","sequence":1,"updates":[\#(update)]}"#
            #expect(
                await api.post("increments", same, headers: both).root?["duplicate"]?.boolean
                    == true)
            for (headers, field, detail) in [
                (RequestHeaders(source: "other"), "source", "differs from header Quipu-Source"),
                (RequestHeaders(sequence: "2"), "sequence", "differs from header Quipu-Sequence"),
            ] {
                let answer = await api.post("increments", same, headers: headers)
                #expect(answer.problem == .invalid(field))
                #expect(answer.detail == "\(field): \(detail).")
            }
        }
    }

    @Test func `source and sequence are given, in one form or the other`() async throws {
        try await withClicks { api in
            for (members, field) in [
                (#""source":"a""#, "sequence"), (#""sequence":1"#, "source"),
                (#""source":"","sequence":1"#, "source"), (#""source":1,"sequence":1"#, "source"),
                (#""source":"\#(String(repeating: "x", count: 129))","sequence":1"#, "source"),
                (#""source":"a","sequence":"1""#, "sequence"),
                (#""source":"a","sequence":-1"#, "sequence"),
                (#""source":"a","sequence":1.5"#, "sequence"),
                (#""source":"a","sequence":9223372036854775808"#, "sequence"),
                (#""source":"a","sequence":1,"update":[]"#, "update"),
            ] {
                let answer = await api.post("increments", #"{\#(members),"updates":[]}"#)
                #expect(answer.problem == .invalid(field), "\(answer)")
            }
            #expect(
                await api.post("increments", #"{"source":"a","sequence":1}"#).problem
                    == .invalid("updates"))
            let missing = await api.post("increments", lines: "", source: nil)
            #expect(missing.problem == .invalid("source"))
            #expect(
                missing.detail
                    == "source is missing: a member of a JSON body, or header Quipu-Source.")
            for (source, sequence, field) in [
                ("a", nil, "sequence"), ("", "1", "Quipu-Source"), ("a", "", "Quipu-Sequence"),
                ("a", "+1", "Quipu-Sequence"), ("a", "x", "Quipu-Sequence"),
                ("a", "9223372036854775808", "Quipu-Sequence"),
                (String(repeating: "é", count: 65), "1", "Quipu-Source"),
            ] as [(String, String?, String)] {
                let answer = await api.post(
                    "increments", lines: "", source: source, sequence: sequence)
                #expect(answer.problem == .invalid(field))
            }
            let last = await api.post(
                "increments", #"{"source":"z","sequence":9223372036854775807,"updates":[]}"#)
            #expect(last.status == 200)
        }
    }

    @Test func `workers with sources of their own lose and repeat nothing`() async throws {
        try await withClicks { api in
            await withTaskGroup(of: Void.self) { group in
                for worker in 0..<32 {
                    group.addTask {
                        for sequence in 1...10 {
                            let updates = (0..<5).map { _ in
                                #"""
                                {"key":{"pk":"a","sk":"b"},"add":{"c":1},
                                 "observe":{"u":"\#(worker)-\#(sequence)"}}
                                """#
                            }
                            // Sent twice, as after an answer that was lost.
                            for _ in 0..<2 {
                                let answer = await api.batch(
                                    updates, source: "worker \(worker)", sequence: Int64(sequence))
                                #expect(answer.status == 200)
                            }
                        }
                    }
                }
            }
            try expectCount(1600, in: api)
            let sketch = try #require(try api.item("a", "b")?["u"]?.sketch)
            #expect(abs(sketch.estimate - 320) < 20)
        }
    }
}
