import Platform
import Testing
import Values

@Suite("Changes of many attributes") struct AttributeChangesTests {
    /// What the subscript makes of the same changes, one by one.
    private func oneByOne(_ map: AttributeMap, _ changes: [AttributeMap.Change]) -> AttributeMap {
        var map = map
        for change in changes { map[change.name] = change.value }
        return map
    }

    @Test func `many changes at once come to what they come to one by one`() {
        var random = SplitMix64(seed: 17)
        for _ in 0..<200 {
            var map = AttributeMap()
            for _ in 0..<Int.random(in: 0...40, using: &random) {
                map[Text("a\(Int.random(in: 0..<60, using: &random))")] = .number(1)
            }
            let changes = (0..<Int.random(in: 0...60, using: &random)).map { number in
                AttributeMap.Change(
                    name: Text("a\(Int.random(in: 0..<60, using: &random))"),
                    value: Bool.random(using: &random) ? .number(Number(Int64(number))) : nil)
            }
            #expect(map.applying(changes) == oneByOne(map, changes))
        }
    }
}
