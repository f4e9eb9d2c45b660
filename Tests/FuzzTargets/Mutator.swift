import Platform

/// Makes inputs from others by small changes, always the same ones from the same seed.
///
/// Blind to what the target does with them: `Tools/fuzz` looks at that, and finds far more.
package struct Mutator {
    private var random: SplitMix64
    private let seeds: [[UInt8]]
    /// The seeds, and some of what was made of them.
    private var inputs: [[UInt8]]

    package init(seeds: [[UInt8]], seed: UInt64) {
        self.seeds = seeds.isEmpty ? [[]] : seeds
        inputs = self.seeds
        random = SplitMix64(seed: seed)
    }

    /// The next input.
    package mutating func next() -> [UInt8] {
        // Half of them are made of the seeds: most of what comes of changes is only noise.
        let origins = Bool.random(using: &random) ? seeds : inputs
        var input = origins[Int.random(in: 0..<origins.count, using: &random)]
        for _ in 0..<Int.random(in: 1...4, using: &random) { change(&input) }
        // Some are built upon, so that changes add up.
        if Int.random(in: 0..<8, using: &random) == 0, inputs.count < 1000 { inputs.append(input) }
        return input
    }

    private mutating func change(_ input: inout [UInt8]) {
        let place = Int.random(in: 0...input.count, using: &random)
        let byte = UInt8.random(in: 0...255, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: input.insert(byte, at: place)
        case 1 where place < input.count: input.remove(at: place)
        case 2 where place < input.count: input[place] = byte
        case 3 where place < input.count: input[place] ^= 1 << (byte % 8)
        case 4: input.removeLast(min(input.count, Int(byte % 8)))
        default:
            let other = inputs[Int.random(in: 0..<inputs.count, using: &random)]
            let start = Int.random(in: 0...other.count, using: &random)
            let end = min(other.count, start + Int(byte % 16))
            input.insert(contentsOf: other[start..<end], at: place)
        }
    }
}
