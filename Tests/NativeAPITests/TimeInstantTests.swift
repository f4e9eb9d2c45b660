import Commands
import Model
import NativeAPI
import Platform
import TestSupport
import Testing

@Suite("Instants") struct TimeInstantTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-22T20:41:07Z", 1_795_380_067_000_000),
            ("2026-11-22T20:41:07.5Z", 1_795_380_067_500_000),
            ("2026-11-22T20:41:07.000001Z", 1_795_380_067_000_001),
            ("1969-12-31T23:59:59.999999Z", -1), ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000_000),
        ] as [(String, Int64)])
    func `the text of an instant says it exactly, both ways`(text: String, microseconds: Int64) {
        let canonical = text == "2026-11-22T20:41:07.5Z" ? "2026-11-22T20:41:07.500000Z" : text
        #expect(Instant.text(Timestamp(microseconds: microseconds)) == canonical)
        #expect(Instant.parse(text) == Timestamp(microseconds: microseconds))
    }

    @Test(arguments: [
        ("2026-11-22T21:41:07+01:00", "2026-11-22T20:41:07Z"),
        ("2026-11-22T15:11:07-05:30", "2026-11-22T20:41:07Z"),
        ("2026-11-23T00:00:00+23:59", "2026-11-22T00:01:00Z"),
        ("2026-11-22t20:41:07z", "2026-11-22T20:41:07Z"),
        ("2026-11-22 20:41:07-00:00", "2026-11-22T20:41:07Z"),
        ("2026-11-22T20:41:07.123456789Z", "2026-11-22T20:41:07.123456Z"),
        ("1969-12-31T23:59:59.0000009Z", "1969-12-31T23:59:59Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999Z"),
        ("2017-01-01T00:59:60.25+01:00", "2016-12-31T23:59:59.999999Z"),
    ])
    func `offsets, long fractions and leap seconds are understood`(text: String, utc: String) throws
    {
        #expect(Instant.text(try #require(Instant.parse(text))) == utc)
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-11-22T20:41:07", "2026-11-22T20:41Z", "2026-11-22T20:41:07.Z",
        "2026-11-22T20:41:07 Z", "2026-11-22T20:41:07+0100", "2026-11-22T20:41:07+01",
        "2026-11-22T20:41:07+24:00", "2026-11-22T20:41:07+01:60", "2026-11-22T20:41:07Zx",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
        "2026-11-22T24:00:00Z", "2026-11-22T20:60:00Z", "2026-11-22T20:41:61Z",
        "2026-11-22T20:41:60Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00", "20261122T204107Z", "+2026-11-22T20:41:07Z",
        "2026-11-22T20:41:0٧Z", "2026/11/22T20:41:07Z", "2026-11-22_20:41:07Z",
        "-026-11-22T20:41:07Z",
    ])
    func `what is no instant is refused`(text: String) {
        #expect(Instant.parse(text) == nil)
    }

    @Test func `any instant comes back from its text`() {
        var random = SplitMix64(seed: UInt64.random(in: 0 ... .max))
        for _ in 0..<2000 {
            let second = Int64.random(
                in: Instant.seconds.lowerBound..<Instant.seconds.upperBound, using: &random)
            let time = Timestamp(
                microseconds: second * 1_000_000 + Int64.random(in: 0..<1_000_000, using: &random))
            #expect(Instant.parse(Instant.text(time)) == time, "seed \(random.seed)")
        }
    }

    @Test func `no bytes make parsing stop the process`() {
        var random = SplitMix64(seed: UInt64.random(in: 0 ... .max))
        let letters = Array("0123456789-:TZz.+ ".utf8)
        let good = Array("2026-11-22T20:41:07.123+01:00".utf8)
        for _ in 0..<5000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = bytes.indices.randomElement(using: &random) ?? 0
                bytes[place] = letters.randomElement(using: &random) ?? 0
            }
            let text = bytes.prefix(Int.random(in: 0...bytes.count, using: &random))
            guard let parsed = Instant.parse(String(decoding: text, as: UTF8.self)) else {
                continue
            }
            #expect(Instant.parse(Instant.text(parsed)) == parsed)
        }
    }
}
