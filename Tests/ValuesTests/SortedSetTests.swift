import Platform
import Testing
import Values

@Suite("SortedSet") struct SortedSetTests {
    @Test func `sets with the same members are equal whatever their order was`() {
        #expect(
            SortedSet(merging: ["b", "a"] as [Text]) == SortedSet(merging: ["a", "b", "a"]))
    }

    @Test func `two equal members are refused when members must be unique`() throws {
        let one = try Number(parsing: "1")
        let same = try Number(parsing: "1.0")
        #expect(SortedSet(unique: [one, same]) == nil)
        #expect(SortedSet(unique: [one, Number(2)])?.count == 2)
    }

    @Test func `union, difference and membership agree with Swift's own sets`() {
        let seed: UInt64 = 5
        var random = SplitMix64(seed: seed)
        for _ in 0..<2_000 {
            let left = (0..<8).map { _ in Number(Int64.random(in: 0...12, using: &random)) }
            let right = (0..<5).map { _ in Number(Int64.random(in: 0...12, using: &random)) }
            let leftSet = SortedSet(merging: left)
            let rightSet = SortedSet(merging: right)
            #expect(
                leftSet.union(rightSet).elements == Set(left).union(right).sorted(), "seed \(seed)")
            #expect(
                leftSet.subtracting(rightSet).elements == Set(left).subtracting(right).sorted(),
                "seed \(seed)")
            for candidate in right {
                #expect(leftSet.contains(candidate) == left.contains(candidate), "seed \(seed)")
            }
        }
    }

    @Test func `elements that do not ascend are refused where they must`() {
        #expect(SortedSet(ascending: [1, 2, 2] as [Int]) == nil)
        #expect(SortedSet(ascending: [2, 1] as [Int]) == nil)
        #expect(SortedSet(ascending: [1, 2] as [Int])?.elements == [1, 2])
    }
}
