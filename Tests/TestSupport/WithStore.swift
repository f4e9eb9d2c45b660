package import Engine
import Log
import Testing

/// Opens a store in a directory of its own, runs `body`, and ends as every test must: what the store
/// holds is checked for integrity, open and once more after it was closed.
package func withStore(
    time: ManualTime = ManualTime(),
    configure: (inout StoreOptions) -> Void = { _ in },
    _ body: (Store) async throws -> Void
) async throws {
    let directory = try TemporaryDirectory()
    try await withStore(in: directory, time: time, configure: configure, body)
    let closed = try ClosedStore(directory: directory.path)
    let report = try closed.check()
    #expect(report.damages == [])
}

/// Opens the store that `directory` holds, for one of several openings in a test.
package func withStore(
    in directory: TemporaryDirectory, time: ManualTime = ManualTime(),
    configure: (inout StoreOptions) -> Void = { _ in },
    _ body: (Store) async throws -> Void
) async throws {
    let store = try Store.open(testOptions(directory.path, time, configure))
    do {
        try await body(store)
        #expect(try store.checkIntegrity().damages == [])
    } catch {
        try store.close()
        throw error
    }
    try store.close()
}

/// Small sizes, so that tests meet segment changes and checkpoints; no thread of the store's own moves
/// the state.
package func testOptions(
    _ path: String, _ time: ManualTime, _ configure: (inout StoreOptions) -> Void = { _ in }
) -> StoreOptions {
    var options = StoreOptions(directory: path, clock: time)
    options.recentBytes = 4 << 20
    // Only tests checkpoint, so that a copy of the directory is what a crash leaves, not a torn one.
    options.checkpointSeconds = 1_000_000_000_000
    options.baseMapBytes = 8 << 20
    options.log.segmentBytes = 1 << 20
    options.runsUpkeep = false
    configure(&options)
    return options
}
