import Log
import Platform
import Testing

@Suite("Power cuts") struct PowerCutTests {
    /// Appends, syncs, trims and cuts the power at random, and compares with a plain array.
    @Test(arguments: [LogOptions.Durability.sync, .relaxed])
    func `what was promised is there after any power cut`(
        durability: LogOptions.Durability
    ) throws {
        for _ in 0..<20 {
            let seed = UInt64.random(in: .min ... .max)
            var random = SplitMix64(seed: seed)
            let preallocation: LogOptions.Preallocation =
                [.zeros, .reserved, .none].randomElement(using: &random) ?? .zeros
            let options = options(
                segmentBytes: Int.random(in: 300...5000, using: &random),
                preallocation: preallocation, durability: durability)
            var directory = MemoryDirectory()
            var log = try FileLog.open(in: directory, options: options)
            var written: [[UInt8]] = []
            var promised = 0
            for _ in 0..<60 {
                switch Int.random(in: 0..<10, using: &random) {
                case 0:
                    directory = directory.afterPowerCut(using: &random)
                    log = try FileLog.open(in: directory, options: options)
                    let kept = Int(log.nextPosition) - 1
                    #expect(kept >= promised && kept <= written.count, "seed \(seed)")
                    written.removeSubrange(kept...)
                    promised = kept
                case 1 where durability == .relaxed:
                    try log.sync()
                    promised = written.count
                case 3:
                    try log.prepare()
                case 2:
                    let before = UInt64.random(in: 1...UInt64(promised + 1), using: &random)
                    let oldest = log.firstPosition
                    try log.trim(before: before)
                    #expect(log.firstPosition <= max(oldest, before), "seed \(seed)")
                default:
                    let group = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                        (0..<Int.random(in: 0...400, using: &random)).map { _ in
                            UInt8.random(in: 0...255, using: &random)
                        }
                    }
                    try log.append(group)
                    written += group
                    if durability == .sync { promised = written.count }
                }
                let first = log.firstPosition
                let found = try payloads(of: log, from: first)
                #expect(found == Array(written[(Int(first) - 1)...]), "seed \(seed)")
            }
        }
    }
}
