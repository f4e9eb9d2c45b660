import Engine
import NativeAPI
import TestSupport
import Testing
import Values

/// What is done on a thread of the reader pool, seen by what fails while the pool takes nothing.
@Suite("Work off the event loop") struct PoolTests {
    private func withoutPool(_ body: (NativeHarness) async throws -> Void) async throws {
        try await EventTests.withEvents { api in
            let pool = ReaderPool(threads: 1)
            pool.close()
            try await body(
                NativeHarness(
                    store: api.store, dispatcher: NativeDispatcher(store: api.store, pool: pool),
                    clock: api.clock))
        }
    }

    private let update = #"{"key":{"pk":"a","sk":"b"},"add":{"c":1}}"#

    @Test func `events are read elsewhere much sooner than updates`() async throws {
        try await withoutPool { api in
            let event = #"{"at":1795000000,"series":["L"],"add":{"c":1}}"#
            let few = 50
            let many = NativeLimits.inlineEventsBytesMax / event.utf8.count + 1
            #expect(
                await api.batch(Array(repeating: event, count: few), to: "events").status == 200)
            let busy = await api.batch(
                Array(repeating: event, count: many), to: "events", sequence: 2)
            #expect(busy.problem == Problem(status: 503, type: "unavailable"))
            let updates = Array(repeating: update, count: 200)
            #expect(await api.batch(updates, sequence: 2).status == 200)
            let tooMany = NativeLimits.inlineBodyBytesMax / update.utf8.count + 1
            let slow = await api.batch(Array(repeating: update, count: tooMany), sequence: 3)
            #expect(slow.problem == Problem(status: 503, type: "unavailable"))
        }
    }

    @Test func `which update of a batch was refused is found out elsewhere`() async throws {
        try await withoutPool { (api) async throws in
            let table = try api.table()
            try await api.store.put(Sample.item("a", "b", ["c": "x"]), in: table)
            let answer = await api.batch([update])
            #expect(answer.problem == Problem(status: 503, type: "unavailable"))
            // What needs no looking is told at once.
            #expect(await api.batch([]).status == 200)
            let gap = await api.batch([], sequence: 5)
            #expect(gap.problem?.type == "sequence-gap")
            #expect(await api.post("increment", update).problem?.type == "update-refused")
        }
    }
}
