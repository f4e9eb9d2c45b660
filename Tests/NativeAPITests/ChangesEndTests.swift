import Commands
import Engine
import Model
import NativeAPI
import TestSupport
import Testing
import Values

/// What becomes of readers when a stream ends, and when it has lost what they want.
@Suite("Ends of change streams") struct ChangesEndTests {
    @Test func `a stream that is switched off says so and ends`() async throws {
        try await withStream { api in
            let table = try api.table()
            let reader = try await api.follow("?from=latest")
            _ = await reader.part()
            async let events = reader.allEvents()
            try await api.store.put(Sample.item("a", "x"), in: table)
            await api.define(stream: nil)
            #expect(await events.map(\.name) == ["change", "closed"])
            #expect(await events.last?.data.hasPrefix(#"{"at":"2026-11-18T11:06:40."#) == true)
            reader.close()
        }
    }

    @Test func `who comes back after the end reads the rest of it, then hears that it is over`()
        async throws
    {
        try await withStream { api in
            let table = try api.table()
            for key: Text in ["x", "y", "z"] {
                try await api.store.put(Sample.item("a", key), in: table)
            }
            let first = try await api.follow("?from=trim-horizon")
            let all = await first.events(3)
            first.close()
            await api.define(stream: nil)
            let rest = try await api.follow(lastEventID: all[0].id)
            let events = await rest.allEvents()
            rest.close()
            #expect(Array(events.dropLast()) == Array(all[1...]))
            let closed = try #require(events.last)
            #expect(closed.name == "closed")
            let over = await api.changes(lastEventID: closed.id)
            #expect(over.problem == Problem(status: 409, type: "stream-off", field: "table"))
            #expect(await api.changes("?from=trim-horizon").status == 409)
            #expect(await api.changes("?from=latest").status == 409)
        }
    }

    @Test func `another view is another stream, to which a reader comes by going on`()
        async throws
    {
        try await withStream("keys-only") { api in
            let table = try api.table()
            try await api.store.put(Sample.item("a", "x", ["c": 1]), in: table)
            let changed = await api.define(stream: #"{"view": "new-image"}"#)
            #expect(changed.status == 200)
            try await api.store.put(Sample.item("a", "x", ["c": 2]), in: table)
            let first = try await api.follow("?from=000000000000000000000")
            let events = await first.allEvents()
            first.close()
            // The stream did not begin with the store.
            #expect(events.map(\.name) == ["trimmed", "change", "closed"])
            let second = try await api.follow(lastEventID: events.last?.id)
            let next = await second.events(1)
            #expect(next.first?.name == "change")
            #expect(next.first?.data.hasSuffix(#""new":{"c":2,"pk":"a","sk":"x"}}"#) == true)
            second.close()
        }
    }

    @Test func `the end of the table is the end of its stream`() async throws {
        try await withStream { api in
            let reader = try await api.follow("?from=latest")
            _ = await reader.part()
            async let events = reader.allEvents()
            #expect(await api.send("DELETE", "/v1/tables/clicks").status == 200)
            #expect(await events.map(\.name) == ["closed"])
            reader.close()
            #expect(await api.changes("?from=trim-horizon").status == 404)
        }
    }

    @Test func `a reader hears of what its stream has lost, and goes on behind it`() async throws {
        try await withStream { api in
            let table = try api.table()
            for number in 0..<10 {
                try await api.store.put(Sample.item("a", Text("\(number)")), in: table)
            }
            let first = try await api.follow("?from=trim-horizon")
            let all = await first.events(10)
            first.close()
            let id = try #require(table.stream)
            let last = try #require(all[6].id)
            let through = try #require(SequenceNumber(text: String(last.prefix(21))))
            _ = try await api.store.commit(TrimStreams([StreamTrim(stream: id, through: through)]))
            let late = try await api.follow(lastEventID: all[2].id)
            let events = await late.events(4)
            #expect(
                events.first
                    == ServerEvent(
                        id: last, name: "trimmed",
                        data: #"{"through":"\#(through.text)"}"#))
            #expect(Array(events.dropFirst()) == Array(all[7...]))
            late.close()
            // Who wants what is kept misses nothing, nor does who had seen all that is gone.
            let kept = try await api.follow("?from=trim-horizon")
            #expect(await kept.events(3) == Array(all[7...]))
            kept.close()
            let prompt = try await api.follow(lastEventID: all[6].id)
            #expect(await prompt.events(3) == Array(all[7...]))
            prompt.close()
        }
    }
}
