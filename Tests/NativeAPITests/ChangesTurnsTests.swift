import API
import Engine
import NativeAPI
import Synchronization
import TestSupport
import Testing
import Values

/// However many follow a stream, they take turns, so that others need not wait for all of them.
@Suite("Turns of those who follow changes") struct ChangesTurnsTests {
    /// An event loop that is busy: what it is given waits until the test lets it go on.
    private final class BusyLane: CompletionLane {
        private let waiting = Mutex<[@Sendable () -> Void]>([])

        var count: Int { waiting.withLock { $0.count } }

        func run(_ work: @escaping @Sendable () -> Void) {
            waiting.withLock { $0.append(work) }
        }

        func runFirst() {
            waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }?()
        }

        /// As a loop does that has ended.
        func dropAll() {
            let dropped = waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            #expect(!dropped.isEmpty)
        }
    }

    private final class Parts: Sendable {
        private let parts = Mutex<[[UInt8]]>([])

        var all: [[UInt8]] { parts.withLock { $0 } }

        func ask(_ reader: ChangeReader, on lane: any CompletionLane) {
            reader.stream.next(on: lane) { part in
                if let part { self.parts.withLock { $0.append(part) } }
            }
        }
    }

    /// Runs `body` with a pool of one thread, and a way to wait until that has done what it was given.
    private func withPool(
        _ body: (
            _ api: NativeHarness, _ isIdle: @Sendable () async -> Void
        ) async throws -> Void
    ) async throws {
        try await withStream("new-image") { api in
            let pool = ReaderPool(threads: 1)
            defer { pool.close() }
            let harness = NativeHarness(
                store: api.store, dispatcher: NativeDispatcher(store: api.store, pool: pool),
                clock: api.clock)
            try await body(harness) {
                // Whoever has had a turn without a result lets the next one queue up behind this.
                for _ in 1...20 {
                    await withCheckedContinuation { continuation in
                        if !pool.run({ continuation.resume() }) { continuation.resume() }
                    }
                }
            }
        }
    }

    private let atOnce = NativeLimits.changePagesAtOnceMax

    @Test func `a few pages are under way at one time, and all readers get theirs`()
        async throws
    {
        try await withPool { api, poolIsIdle in
            try await api.store.put(Sample.item("a", "x"), in: try api.table())
            let (lane, parts) = (BusyLane(), Parts())
            var readers: [ChangeReader] = []
            for _ in 0..<20 {
                readers.append(try await api.follow("?from=trim-horizon"))
            }
            for reader in readers { parts.ask(reader, on: lane) }
            // Who leaves before its turn does not keep it from the others.
            for reader in readers[10..<15] { reader.close() }
            for served in 0..<15 {
                await poolIsIdle()
                #expect(lane.count == min(atOnce, 15 - served))
                #expect(parts.all.count == served)
                lane.runFirst()
            }
            #expect(parts.all.count == 15)
            for reader in readers { reader.close() }
        }
    }

    @Test func `one write wakes all readers, but not at once`() async throws {
        try await withPool { api, poolIsIdle in
            let (lane, parts) = (BusyLane(), Parts())
            var readers: [ChangeReader] = []
            for _ in 0..<10 {
                readers.append(try await api.follow("?from=trim-horizon"))
            }
            for reader in readers { parts.ask(reader, on: lane) }
            await poolIsIdle()
            #expect(lane.count == 0)
            try await api.store.put(Sample.item("a", "x"), in: try api.table())
            await poolIsIdle()
            #expect(lane.count == atOnce)
            // Writes and reads go on though no reader takes anything.
            try await api.store.put(Sample.item("a", "y"), in: try api.table())
            while parts.all.count < 10 {
                await poolIsIdle()
                #expect(lane.count <= atOnce)
                lane.runFirst()
            }
            for reader in readers { reader.close() }
        }
    }

    @Test func `a connection that ends while its part is on the way gives its turn back`()
        async throws
    {
        try await withPool { api, poolIsIdle in
            try await api.store.put(Sample.item("a", "x"), in: try api.table())
            let (lane, parts) = (BusyLane(), Parts())
            var readers: [ChangeReader] = []
            for _ in 0...atOnce {
                readers.append(try await api.follow("?from=trim-horizon"))
            }
            for reader in readers { parts.ask(reader, on: lane) }
            await poolIsIdle()
            #expect(lane.count == atOnce)
            lane.dropAll()
            await poolIsIdle()
            #expect(lane.count == 1)
            lane.runFirst()
            #expect(parts.all.count == 1)
            for reader in readers { reader.close() }
        }
    }

    @Test func `a page is rendered once for all who stand at the same place`() async throws {
        try await withPool { (api, _) async throws in
            func part(of reader: ChangeReader) async -> [UInt8] {
                await withCheckedContinuation { continuation in
                    reader.stream.next(on: ImmediateLane.shared) { part in
                        continuation.resume(returning: part ?? [])
                    }
                }
            }
            func areOne(_ first: [UInt8], _ second: [UInt8]) -> Bool {
                first.span.isIdentical(to: second.span)
            }
            let table = try api.table()
            try await api.store.put(Sample.item("a", "x"), in: table)
            let first = try await api.follow("?from=trim-horizon")
            let second = try await api.follow("?from=trim-horizon")
            let filtered = try await api.follow("?from=trim-horizon&prefix=b")
            let early = (await part(of: first), await part(of: second))
            #expect(areOne(early.0, early.1))
            try await api.store.put(Sample.item("b", "x"), in: table)
            let late = (await part(of: first), await part(of: second))
            #expect(areOne(late.0, late.1))
            #expect(late.0 != early.0)
            let other = await part(of: filtered)
            #expect(ServerEvent.parse(String(decoding: other, as: UTF8.self)).count == 1)
            // Who begins now gets everything, not the page of those who came before.
            let third = try await api.follow("?from=trim-horizon")
            let events = await third.events(2)
            #expect(events.count == 2)
            for reader in [first, second, third, filtered] { reader.close() }
        }
    }
}
