import Expressions
import Testing
import Values

@Suite("Updates against a plain model") struct UpdatePropertyTests {
    @Test(arguments: 0..<8 as Range<UInt64>)
    func `an update does what the model does`(batch: UInt64) throws {
        for number in 0..<500 as Range<UInt64> {
            let seed = batch * 500 + number
            var generator = RandomExpressions(seed: seed)
            let item = generator.item()
            let (actions, text) = generator.update(on: item)
            let update = try update(Text(text), generator.values)

            var model = UpdateModel(old: item)
            let expected = model.apply(actions)
            switch outcome(of: update, on: item) {
            case .success(let new):
                #expect(model.complaints.isEmpty, "seed \(seed): \(text) on \(item)")
                #expect(new == expected, "seed \(seed): \(text) on \(item)")
            case .failure(let error):
                #expect(
                    model.complaints.contains(error.message), "seed \(seed): \(text) on \(item)")
            }

            var writer = ByteWriter()
            update.encode(to: &writer)
            var reader = ByteReader(writer.bytes)
            #expect(try Update(from: &reader) == update, "seed \(seed): \(text)")
        }
    }
}
