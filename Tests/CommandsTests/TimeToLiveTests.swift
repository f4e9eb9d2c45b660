import CommandSamples
import Commands
import Model
import Testing
import Values

@Suite("When an item ends") struct TimeToLiveTests {
    private let timeToLive = TimeToLive(attribute: "ends")

    private func lastSecond(_ number: String) throws -> Int64? {
        timeToLive.lastSecond(of: ["ends": .number(try Number(parsing: number))])
    }

    @Test func `the last second is the number's whole part, rounded down`() throws {
        #expect(try lastSecond("1234567e1") == 12_345_670)
        #expect(try lastSecond("10") == 10)
        #expect(try lastSecond("10.9") == 10)
        #expect(try lastSecond("0.5") == 0)
        #expect(try lastSecond("-0.5") == -1)
        #expect(try lastSecond("-10") == -10)
        #expect(try lastSecond("-10.1") == -11)
    }

    @Test func `what no clock will ever show is no end`() throws {
        #expect(try lastSecond("1e100") == nil)
        #expect(try lastSecond("-1e100") == nil)
        #expect(try lastSecond("9223372036854775807") == .max)
        #expect(try lastSecond("9223372036854775808") == nil)
        #expect(try lastSecond("-9223372036854775808") == .min)
        #expect(try lastSecond("-9223372036854775808.5") == nil)
        #expect(timeToLive.lastSecond(of: ["ends": .string("10")]) == nil)
        #expect(timeToLive.lastSecond(of: [:]) == nil)
    }

    @Test func `an item ends after its second, unless that was more than five years ago`() {
        let now = Timestamp(seconds: 1_800_000_000)
        let fiveYears: Int64 = 157_680_000
        func hasEnded(_ second: Int64) -> Bool {
            TimeToLive.hasEnded(lastSecond: second, at: now)
        }
        #expect(!hasEnded(now.seconds + 1))
        #expect(!hasEnded(now.seconds))
        #expect(hasEnded(now.seconds - 1))
        #expect(hasEnded(now.seconds - fiveYears))
        #expect(!hasEnded(now.seconds - fiveYears - 1))
        #expect(!hasEnded(.max))
        #expect(!hasEnded(.min))
    }

    @Test func `a claim holds only for the second that it names`() throws {
        var table = Table(
            id: TableID(rawValue: 1), name: "t", uuid: "u", keySchema: Samples.schema,
            createdAt: Timestamp(seconds: 0))
        let item: ItemImage = ["ends": .number(100)]
        let claim = Expiry(lastSecond: 100, table: table.id, storedKey: [])
        let early = Expiry(lastSecond: 99, table: table.id, storedKey: [])
        let later = Timestamp(seconds: 101)
        #expect(!claim.holds(for: item, in: table, at: later))
        table.timeToLive = timeToLive
        #expect(claim.holds(for: item, in: table, at: later))
        #expect(!claim.holds(for: item, in: table, at: Timestamp(seconds: 100)))
        #expect(!early.holds(for: item, in: table, at: later))
        #expect(!claim.holds(for: ["ends": .number(200)], in: table, at: later))
        table.timeToLive?.mode = .lazy
        #expect(claim.holds(for: item, in: table, at: later))
        #expect(table.visible(item, at: later) == item)
        table.timeToLive?.mode = .exact
        #expect(table.visible(item, at: later) == nil)
        #expect(table.visible(nil, at: later) == nil)
    }

    @Test func `seconds are rounded down on both sides of 1970`() {
        #expect(Timestamp(microseconds: 1_999_999).seconds == 1)
        #expect(Timestamp(microseconds: 0).seconds == 0)
        #expect(Timestamp(microseconds: -1).seconds == -1)
        #expect(Timestamp(microseconds: -1_000_000).seconds == -1)
        #expect(Timestamp(microseconds: -1_000_001).seconds == -2)
        #expect(Timestamp(microseconds: .min).seconds < 0)
        #expect(Timestamp(seconds: 5).successor > Timestamp(seconds: 5))
    }
}
