import Engine
import TestSupport
import Testing

@Suite("Store against a dictionary") struct ModelTests {
    /// Several thousand operations a run; a failure prints its seed.
    @Test(arguments: [1, 20_261_122, UInt64.random(in: 0...(.max))])
    func `random operations answer and leave what a dictionary would`(seed: UInt64) async throws {
        try await ModelRun(seed: seed).run(bursts: 400)
    }

    /// Without this, a run that compares nothing would pass as well.
    @Test(arguments: PlantedFault.allCases)
    func `a planted fault is noticed`(fault: PlantedFault) async throws {
        let run = try ModelRun(seed: 20_261_130, planting: fault)
        await withKnownIssue("the run must notice \(fault)") { try await run.run(bursts: 200) }
        try run.store.close()
    }
}
