import Engine
import Log
import Platform
import TestSupport
import Testing

/// The promise that replication and recovery rest on.
@Suite("Determinism") struct DeterminismTests {
    @Test(arguments: [7, UInt64.random(in: 0...(.max))])
    func `one log gives one state, however it is grouped and wherever it crashes`(
        seed: UInt64
    ) async throws {
        let run = try ModelRun(seed: seed)
        try await run.run(bursts: 90)
        let payloads = try run.directory.payloads(ModelRun.logOptions)
        #expect(payloads.count > 500)
        var random = SplitMix64(seed: seed)
        for groupMax in [payloads.count, 150, 40] {
            let content = try replay(payloads, groupMax: groupMax, using: &random)
            #expect(content == run.content, "seed \(seed), groups of up to \(groupMax)")
        }
    }

    @Test func `one command more or less is another state`() async throws {
        let run = try ModelRun(seed: 7)
        try await run.run(bursts: 5)
        let payloads = try run.directory.payloads(ModelRun.logOptions)
        var random = SplitMix64(seed: 7)
        let whole = try replay(payloads, groupMax: 1000, using: &random)
        let short = try replay(payloads.dropLast(), groupMax: 1000, using: &random)
        #expect(whole.hash != short.hash)
        #expect(whole.applied.chain != short.applied.chain)
    }

    /// Hands a fresh store the log piece by piece, with crashes, checkpoints and stops in between.
    private func replay(
        _ payloads: [[UInt8]], groupMax: Int, using random: inout SplitMix64
    ) throws -> Content {
        var directory = try TemporaryDirectory()
        var rest = payloads[...]
        // Makes the directory.
        try open(directory).close()
        while true {
            let count = Int.random(in: max(1, groupMax / 4)...groupMax, using: &random)
            try append(rest.prefix(count), to: directory, using: &random)
            rest = rest.dropFirst(count)
            let store = try open(directory)
            let content = try store.content()
            let isCrash = Bool.random(using: &random)
            if Bool.random(using: &random) { try store.checkpoint() }
            let crashed = try directory.copy()
            #expect(try store.checkIntegrity().damages == [])
            try store.close()
            if isCrash { directory = crashed }
            if rest.isEmpty { return content }
        }
    }

    private func append(
        _ payloads: ArraySlice<[UInt8]>, to directory: TemporaryDirectory,
        using random: inout SplitMix64
    ) throws {
        let log = try FileLog.open(path: directory.path + "/log", options: ModelRun.logOptions)
        var rest = payloads
        while !rest.isEmpty {
            let count = Int.random(in: 1...50, using: &random)
            try log.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        try log.close()
    }

    /// With a clock that stands at zero: what time it is must not matter.
    private func open(_ directory: TemporaryDirectory) throws -> Store {
        try Store.open(
            testOptions(directory.path, ManualTime(seconds: 0)) { options in
                options.recentBytes = 64 << 20
                options.log = ModelRun.logOptions
            })
    }
}
