import Foundation
import Testing
import Values

/// Figures for a person to read, not a judgement: nothing is asserted about time.
///
///     QUIPU_FIGURES=1 swift test -c release --filter ValuesFigures
@Suite(
    "ValuesFigures",
    .enabled(if: ProcessInfo.processInfo.environment["QUIPU_FIGURES"] != nil),
    .serialized)
struct ValuesFigures {
    private let item: Item = [
        "link": .string("a1b2c3d4e5"), "clicks": .number(1_234_567),
        "updated": .number(1_700_000_000), "title": .string("a title of some length, as they are"),
    ]

    @Test func `an item of four attributes`() throws {
        let bytes = ItemCodec.encode(item)
        try measure("decode") { try ItemCodec.decode(bytes).count }
        try measure("encode") { ItemCodec.encode(item).count }
        try measure("decode, add, encode") {
            var item = try ItemCodec.decode(bytes)
            guard case .number(let old)? = item["clicks"] else { return 0 }
            item["clicks"] = .number(try old.adding(1))
            return ItemCodec.encode(item).count
        }
        try measure("one attribute of the bytes") {
            try ItemImage(validating: bytes)["clicks"] == nil ? 0 : 1
        }
        try measure("copy, add") {
            var copy = item
            guard case .number(let old)? = copy["clicks"] else { return 0 }
            copy["clicks"] = .number(try old.adding(1))
            return copy.count
        }
        var kept = item
        try measure("add in place") {
            guard case .number(let old)? = kept["clicks"] else { return 0 }
            kept["clicks"] = .number(try old.adding(1))
            return kept.count
        }
        try measure("size") { item.size }
        try measure("equality") { item == kept ? 1 : 0 }
    }

    @Test func `numbers`() throws {
        let wide = try Number(parsing: "12345678901234567890.12345678901234567")
        let wideText = Array(wide.text.utf8)
        let short = Array("1234567".utf8)
        try measure("parse 7 digits") { try Number(parsing: short).isZero ? 0 : 1 }
        try measure("parse 37 digits") { try Number(parsing: wideText).isZero ? 0 : 1 }
        try measure("add integers") { try Number(5).adding(7).isZero ? 0 : 1 }
        try measure("add decimals") { try wide.adding(wide).isZero ? 0 : 1 }
        try measure("print 7 digits") { Number(1_234_567).text.utf8.count }
        try measure("print 37 digits") { wide.text.utf8.count }
        try measure("ordered bytes of 7 digits") {
            OrderedBytes.encode(.number(1_234_567)).count
        }
        try measure("ordered bytes of 37 digits") { OrderedBytes.encode(.number(wide)).count }
    }

    @Test func `texts`() throws {
        let texts: [Text] = ["updated", "updatedAt", "a name that is over fifteen bytes"]
        let others = texts.map { Text($0.string + "") }
        for (text, other) in zip(texts, others) {
            try measure("equality of \(text.utf8Count) bytes") { text == other ? 1 : 0 }
            try measure("order of \(text.utf8Count) bytes") { text < other ? 1 : 0 }
        }
    }

    /// The best of many short runs, which a busy machine disturbs least.
    ///
    /// The result goes into a sum, so that the work cannot be optimised away.
    private func measure(_ name: String, _ body: () throws -> Int) throws {
        let rounds = 4_000
        var sum = 0
        let clock = ContinuousClock()
        var best = Duration.seconds(100)
        for _ in 0..<100 {
            let elapsed = try clock.measure { for _ in 0..<rounds { sum &+= try body() } }
            best = min(best, elapsed)
        }
        let nanoseconds = best.components.attoseconds / 1_000_000_000 / Int64(rounds)
        print("\(name): \(nanoseconds) ns (\(sum % 10))")
    }
}
