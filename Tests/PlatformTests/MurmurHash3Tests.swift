import Platform
import Sketches
import Testing

@Suite("MurmurHash3") struct MurmurHash3Tests {
    @Test(
        arguments: [
            ("v-0", 0x34fe_49fa_12d2_79a7, 0x3d75_ecd6_2bb0_fc66),
            ("0123456789abcdef0", 0x9d65_180a_94df_5057, 0x038f_7973_3283_7922),
            ("", 0x1e70_a322_6649_1bb9, 0x6097_36b2_5240_6b94),
        ] as [(String, UInt64, UInt64)])
    func `known texts hash to the published words`(text: String, first: UInt64, second: UInt64) {
        let hash = MurmurHash3.hash(Array(text.utf8), seed: 9001)
        #expect(hash.0 == first)
        #expect(hash.1 == second)
    }

    @Test func `a word hashes like its eight little-endian bytes`() {
        let hash = MurmurHash3.hash(word: 0, seed: 9001)
        #expect(hash.0 == 0x4089_0191_dcc2_d7cb)
        #expect(hash.1 == 0x9a7a_cdbe_1b80_efb2)
        var random = SplitMix64(seed: 7)
        for _ in 0..<100 {
            let word = random.next()
            let bytes = (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
            #expect(MurmurHash3.hash(word: word, seed: 5) == MurmurHash3.hash(bytes, seed: 5))
        }
    }
}
