import Commands
import JSON
import Model
import NativeAPI
import Sketches
import TestSupport
import Testing
import Values

/// Small bodies that mean very much: each is refused before it takes much memory.
@Suite("Bounds of a batch of events") struct EventLimitTests {
    private func event(_ minute: Int, series: Int, _ rest: String) -> String {
        let names = (0..<series).map { #""\#($0)""# }.joined(separator: ",")
        return #"{"at":\#(1_794_900_000 + minute * 60),"series":[\#(names)],\#(rest)}"#
    }

    /// A sketch whose every register is in use, so that its bytes are all there may be.
    private func sketch(precision: Int) -> String {
        var sketch = HLLSketch(precision: precision, type: .hll8)
        for visitor in 0..<(3 << precision) / 16 { sketch.update(Int64(visitor)) }
        return #"{"sketch":"\#(Base64.encode(sketch.encode()))"}"#
    }

    @Test func `a batch is about so many items and no more`() async throws {
        try await EventTests.withEvents { api in
            let count = Limits.batchItemsMax / 500 + 1
            let events = (0..<count).map { number in
                let names = (0..<100).map { #""\#(number)-\#($0)""# }.joined(separator: ",")
                return #"{"at":1795000000,"series":[\#(names)],"add":{"c":1}}"#
            }
            let answer = await api.batch(events, to: "events")
            #expect(answer.problem == .invalid("events"))
            #expect(
                answer.detail
                    == "events: the batch is about more than \(Limits.batchItemsMax) items.")
        }
    }

    @Test func `a batch has so many totals and no more`() async throws {
        try await EventTests.withEvents { (api) async throws in
            let counters = (0..<100).map { #""country:\#($0)":1"# }.joined(separator: ",")
            let full = NativeLimits.batchTotalsMax / 10_000
            let events = (0...full).map { event($0, series: 100, #""add":{\#(counters)}"#) }
            let answer = await api.batch(events, to: "events")
            #expect(answer.problem == .invalid("events[\(full)]"))
            #expect(
                answer.detail == "events[\(full)]: the batch has more than 250000 totals up to "
                    + "here, one for each attribute of each series and minute; send fewer events "
                    + "at a time.")
            #expect(try api.store.items(of: try api.table()).isEmpty)
        }
    }

    @Test func `a batch has so many visitors and no more`() async throws {
        try await EventTests.withEvents { api in
            let visitors = (0..<2000).map(String.init).joined(separator: ",")
            let full = NativeLimits.batchVisitorsMax / 200_000
            let events = (0...full).map { _ in
                event(0, series: 100, #""observe":{"u":[\#(visitors)]}"#)
            }
            let answer = await api.batch(events, to: "events")
            #expect(answer.problem == .invalid("events[\(full)]"))
            #expect(
                answer.detail == "events[\(full)]: the batch has more than 4000000 visitors up to "
                    + "here, each in all series of its event; send fewer events at a time.")
        }
    }

    @Test func `a batch has so many bytes of sketches and no more`() async throws {
        try await EventTests.withEvents { api in
            let sketch = sketch(precision: 18)
            let events = (0..<3).map { event($0, series: 100, #""observe":{"u":\#(sketch)}"#) }
            let answer = await api.batch(events, to: "events")
            #expect(answer.problem == .invalid("events[2]"))
            #expect(
                answer.detail == "events[2]: the batch has sketches of more than 67108864 bytes up "
                    + "to here, each in all series of its event; send fewer events at a time.")
        }
    }

    @Test func `a sketch that no item has room for is refused where it is read`() async throws {
        try await EventTests.withEvents { (api) async throws in
            let sketch = sketch(precision: 19)
            let answer = await api.batch(
                [event(0, series: 1, #""observe":{"u":\#(sketch)}"#)], to: "events")
            #expect(answer.problem == .invalid("events[0].observe.u.sketch"))
            #expect(
                answer.detail == "events[0].observe.u.sketch: is a sketch of 524328 bytes; an item "
                    + "may have 409600.")
            let single = await api.post(
                "increment", #"{"key":{"pk":"a","sk":"b"},"observe":{"v":\#(sketch)}}"#)
            #expect(single.problem == .invalid("observe.v.sketch"))
        }
    }

    @Test func `a batch that would write too much at once is refused for good`() async throws {
        try await EventTests.withEvents { (api) async throws in
            // In five granularities these are 32.5 MiB.
            let answer = await api.batch(
                [event(0, series: 26, #""observe":{"u":\#(sketch(precision: 18))}"#)],
                to: "events")
            #expect(answer.problem == Problem(status: 409, type: "batch-too-large"), "\(answer)")
            #expect(answer.detail.hasSuffix(" bytes; 33554432 are allowed. Send less at a time."))
            #expect(try api.store.items(of: try api.table()).isEmpty)
        }
    }
}
