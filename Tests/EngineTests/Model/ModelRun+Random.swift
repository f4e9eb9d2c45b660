import Commands
import Engine
import Model
import TestSupport
import Values

// What the random operations are made of.
extension ModelRun {
    /// Mostly the one that comes next.
    func randomBatch() -> ModelBatch {
        let name = names.randomElement(using: &random) ?? "strings"
        let source: Text = ["edge-1", "edge-2", "é"].randomElement(using: &random) ?? "edge-1"
        let last = model.tables[name]?.sources[source]?.sequence ?? -1
        let step = ([1, 1, 1, 1, 1, 0, 0, -1, 2, 9] as [Int64]).randomElement(using: &random) ?? 1
        var writes: [ModelWrite] = []
        for _ in 0..<Int.random(in: 0...9, using: &random) {
            var write = randomWrite(to: name)
            // Few conditions, so that most batches are applied.
            if Int.random(in: 0..<5, using: &random) > 0 { write.condition = nil }
            // Often the same item as before.
            if let before = writes.last, Bool.random(using: &random) { write.key = before.key }
            // The same id too.
            if write.once != nil, let id = writes.compactMap(\.once).last { write.once = id }
            writes.append(write)
        }
        return ModelBatch(
            table: name, source: source, sequence: max(0, last + step), writes: writes)
    }

    func randomToken() -> TransactionToken? {
        guard Bool.random(using: &random) else { return nil }
        let number = UInt8.random(in: 0..<4, using: &random)
        return TransactionToken(
            text: "token-\(number)", digest: [Int.random(in: 0..<5, using: &random) == 0 ? 1 : 0])
    }

    /// Writes to different items.
    func randomWrites(isBatch: Bool) -> [ModelWrite] {
        var writes: [ModelWrite] = []
        var seen: Set<Key> = []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            var write = randomWrite()
            if isBatch { write.condition = nil }
            if seen.insert(write.key).inserted { writes.append(write) }
        }
        return writes
    }

    func randomWrite() -> ModelWrite {
        randomWrite(to: names.randomElement(using: &random) ?? "strings")
    }

    private func randomWrite(to name: Text) -> ModelWrite {
        let key = pools[name]?.key(using: &random) ?? Key(partition: .number(0))
        let condition: ModelCondition? =
            switch Int.random(in: 0..<10, using: &random) {
            case 0: .exists
            case 1: .notExists
            case 2: .equal("n", Int64.random(in: 0..<4, using: &random))
            case 3: .less("n", Int64.random(in: 0..<4, using: &random))
            default: nil
            }
        let action: ModelAction =
            switch Int.random(in: 0..<24, using: &random) {
            case 0..<5: .put(randomAttributes())
            case 5..<11: .add("n", Int64.random(in: -2...3, using: &random))
            case 11, 12: .set("ends", randomEnd())
            case 13: .set("until", randomEnd())
            case 14: .set("s", .string("value \(operation)"))
            case 15: .remove(["n", "ends", "s", "u"].randomElement(using: &random) ?? "n")
            case 16: .touch
            case 17: .check
            case 18..<22: randomObservation()
            default: .delete
            }
        var once: Text?
        if action.isUpdate, Int.random(in: 0..<5, using: &random) == 0 {
            once = "id-\(Int.random(in: 0..<40, using: &random))"
        }
        return ModelWrite(
            table: name, key: key, condition: condition, action: action, once: once)
    }

    /// Mostly of what is a sketch, and sometimes of a string.
    private func randomObservation() -> ModelAction {
        let visitors = (0..<Int.random(in: 1...12, using: &random)).map { _ in
            Int64.random(in: 0..<300, using: &random)
        }
        return .observe(Int.random(in: 0..<10, using: &random) == 0 ? "s" : "u", visitors)
    }

    private func randomAttributes() -> Item {
        var item = Item()
        item["n"] = .number(Number(Int64.random(in: 0..<4, using: &random)))
        if Bool.random(using: &random) { item["ends"] = randomEnd() }
        if Bool.random(using: &random) { item["until"] = randomEnd() }
        if Bool.random(using: &random) {
            let length = Int.random(in: 0..<300, using: &random)
            item["s"] = .string(Text(String(repeating: "v", count: length)))
        }
        return item
    }

    private func randomEnd() -> Value {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: .string("never")
        case 1: .number(Number(model.now - 200_000_000))
        default: .number(Number(model.now + Int64.random(in: -10...60, using: &random)))
        }
    }
}
