import CommandSamples
import Engine
import FuzzTargets
import Testing

/// A few thousand inputs for every reader of untrusted bytes, the same in every run.
///
/// `Tools/fuzz` looks for more, guided by what they reach.
@Suite("Fuzz") struct FuzzTests {
    @Test(arguments: FuzzTarget.all.map(\.name))
    func `a reader takes what is sound and refuses what is malformed`(name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        #expect(!target.sound.isEmpty)
        for input in target.sound {
            #expect(target.judge(input) == .taken, "\(String(decoding: input, as: UTF8.self))")
        }
        for input in target.malformed {
            #expect(target.judge(input) == .refused, "\(String(decoding: input, as: UTF8.self))")
        }
    }

    @Test(arguments: FuzzTarget.all.map(\.name))
    func `no bytes stop a reader or come back as something else`(name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        var mutator = Mutator(seeds: target.seeds, seed: 20_261_130)
        for _ in 0..<2000 {
            let input = mutator.next()
            if let problem = target.problem(input) {
                Issue.record("\(name): \(problem): \(input)")
                return
            }
        }
    }

    @Test func `every kind of command is among the seeds`() throws {
        let kinds = Set(try Samples.all().map { ObjectIdentifier(type(of: $0)) })
        for kind in CommandRegistry.all.kinds {
            #expect(kinds.contains(ObjectIdentifier(kind)), "\(kind) has no sample")
        }
        #expect(FuzzTarget.command.seeds.count == (try Samples.all().count))
    }

    @Test func `a planted bug is found`() {
        var mutator = Mutator(seeds: FuzzTarget.canary.seeds, seed: 1)
        for _ in 0..<100_000 where FuzzTarget.canary.problem(mutator.next()) != nil { return }
        Issue.record("100 000 inputs did not find the planted bug")
    }
}
