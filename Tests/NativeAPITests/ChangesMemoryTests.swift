import API
import Engine
import NativeAPI
import Synchronization
import TestSupport
import Testing
import Values

/// Events that readers have not taken yet are bounded over all readers.
@Suite("Memory of change streams") struct ChangesMemoryTests {
    /// The next part of a reader for which seconds pass until it comes.
    private func part(of reader: ChangeReader) async -> String? {
        let isThere = Atomic(false)
        async let part = {
            let part = await reader.part()
            isThere.store(true, ordering: .releasing)
            return part
        }()
        while !isThere.load(ordering: .acquiring) {
            reader.stream.tick()
            await Task.yield()
        }
        return await part
    }

    @Test(arguments: [true, false])
    func `while one reader has not taken its events the others wait, until it does or leaves`(
        leaves: Bool
    ) async throws {
        try await withStream("new-image") { api in
            let pool = ReaderPool(threads: 2)
            defer { pool.close() }
            let small = NativeHarness(
                store: api.store,
                dispatcher: NativeDispatcher(store: api.store, pool: pool, changeBytesMax: 1),
                clock: api.clock)
            try await api.store.put(Sample.item("a", "x"), in: try api.table())
            let slow = try await small.follow("?from=trim-horizon")
            let other = try await small.follow("?from=trim-horizon")
            #expect(!slow.stream.isCrowded)
            #expect(await slow.events(1).count == 1)
            #expect(slow.stream.isCrowded && other.stream.isCrowded)
            // Instead of the event it hears that it is not forgotten.
            for _ in 1...3 {
                let beat = try #require(await part(of: other))
                #expect(beat.hasPrefix(":") && ServerEvent.parse(beat).isEmpty)
            }
            if leaves {
                slow.close()
            } else {
                slow.stream.next(on: ImmediateLane.shared) { _ in }
            }
            let event = try #require(await part(of: other))
            #expect(ServerEvent.parse(event).map(\.name) == ["change"])
            other.close()
            #expect(!other.stream.isCrowded)
            if !leaves { slow.close() }
        }
    }
}
