import Expressions
import Testing
import Values

@Suite("Conditions against a plain model") struct ConditionPropertyTests {
    @Test(arguments: 0..<8 as Range<UInt64>)
    func `a condition holds when the model's does`(batch: UInt64) throws {
        for number in 0..<500 as Range<UInt64> {
            let seed = batch * 500 + number
            var generator = RandomExpressions(seed: seed)
            let item = generator.item()
            let (model, text) = generator.condition(on: item)
            let condition = try condition(Text(text), generator.values)
            #expect(
                condition.holds(for: item) == model.holds(for: item),
                "seed \(seed): \(text) on \(item)")

            var writer = ByteWriter()
            condition.encode(to: &writer)
            var reader = ByteReader(writer.bytes)
            #expect(try Condition(from: &reader) == condition, "seed \(seed): \(text)")
        }
    }
}
