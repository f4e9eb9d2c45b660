import CommandSamples
import Commands
import Engine
import Expressions
import Model
import Testing
import Values

@Suite("The log's form of a command") struct CodecTests {
    @Test func `every kind comes back as it was`() throws {
        for command in try Samples.all() {
            #expect(command.isSame(as: try decode(command.encoded)))
        }
    }

    @Test func `bytes that are cut anywhere throw`() throws {
        for command in try Samples.all() {
            let bytes = command.encoded
            for count in 0..<bytes.count {
                #expect(throws: CodecError.self) { try decode(Array(bytes[..<count])) }
            }
            #expect(throws: CodecError.self) { try decode(bytes + [0]) }
        }
    }

    @Test func `a changed byte throws or reads as another command, and never traps`() throws {
        for command in try Samples.all() {
            let bytes = command.encoded
            for index in bytes.indices {
                for change in [1, 2, 4, 8, 16, 32, 64, 128, 255] as [UInt8] {
                    var damaged = bytes
                    damaged[index] ^= change
                    guard
                        let read = reading({ () throws(CodecError) in
                            try decode(damaged)
                        })
                    else { continue }
                    // What it reads as must be something that can be kept.
                    #expect(read.isSame(as: try decode(read.encoded)))
                }
            }
        }
    }

    @Test func `counts and lengths far beyond the bytes throw at once`() {
        let huge: [UInt8] = [255, 255, 255, 255, 255, 255, 255, 255, 127]
        let largest: [UInt8] = [255, 255, 255, 255, 255, 255, 255, 255, 255, 1]
        let beginnings: [[UInt8]] = [
            [1, 2], [1, 3], [1, 5], [1, 6, 3], [1, 6, 3, 0], [1, 6, 3, 0, 0], [1, 1], [1, 1, 3],
            [1, 4, 1], [1, 4, 6, 3], [1, 4, 7, 3], [1, 4, 4, 3], [1, 4, 8], [1, 7], [1, 7, 3],
            [1, 7, 3, 1, 101, 0], [1, 8, 1], [1, 9], [1, 9, 3], [1, 9, 3, 0, 0, 1, 0, 0, 0],
            [1, 10],
        ]
        for beginning in beginnings {
            for count in [huge, largest] {
                #expect(throws: CodecError.self) {
                    try decode(beginning + count)
                }
                #expect(throws: CodecError.self) {
                    try decode(beginning + count + Array(repeating: 0, count: 40))
                }
            }
        }
    }

    @Test func `unknown versions and kinds are named`() {
        #expect(throws: CodecError.invalid("command version 3, expected 1 or 2")) {
            try decode([3, 1])
        }
        #expect(throws: CodecError.invalid("command kind 1 in version 2")) {
            try decode([2, 1])
        }
        #expect(throws: CodecError.invalid("command kind 99")) { try decode([1, 99]) }
        #expect(throws: CodecError.invalid("command kind 4, part 99")) {
            try decode([1, 4, 99])
        }
    }

    @Test func `a table comes back as it was, and damage throws`() throws {
        var table = Table(
            id: TableID(rawValue: 9), name: "clicks", uuid: "u", keySchema: Samples.schema,
            createdAt: Timestamp(seconds: 1_800_000_000))
        var tables = [table]
        table.settings = Samples.settings
        table.timeToLive = TimeToLive(attribute: "ends", mode: .lazy)
        table.tags = ["b": "2", "a": "1"]
        table.backfills = [
            .expiry: BackfillWalk(startedAt: Timestamp(seconds: 5), next: [1, 2, 3])
        ]
        tables.append(table)
        table.settings = Samples.aggregates
        tables.append(table)
        table.settings.series = nil
        var catalog = Catalog()
        var definition = TableDefinition(name: "s", uuid: "u", keySchema: Samples.schema)
        definition.settings.stream = StreamSettings(view: .oldImage)
        let moment = LogMoment(time: Timestamp(seconds: 1), position: 1)
        tables.append(try catalog.apply(CreateTable(definition), at: moment))
        // One with a history and a throughput that nobody would expect of its billing mode.
        let made = tables[tables.count - 1]
        var settings = made.settings
        settings.provisioned = .init(readUnits: 5, writeUnits: 6)
        settings.keepWarm(.init(readUnits: 50, writeUnits: 60))
        tables.append(
            try catalog.apply(UpdateTable(made.id, settings, rejectingNoChange: false), at: moment))
        table.add(Samples.globalIndex, state: .active)
        table.add(Samples.localIndex, walkingFrom: Timestamp(seconds: 6))
        tables.append(table)
        for table in tables {
            var writer = ByteWriter()
            table.encode(to: &writer)
            let bytes = writer.bytes
            var reader = ByteReader(bytes)
            #expect(try Table(from: &reader) == table)
            try reader.expectEnd()
            for count in 0..<bytes.count {
                var cut = ByteReader(Array(bytes[..<count]))
                #expect(throws: CodecError.self) { try Table(from: &cut) }
            }
            for index in bytes.indices {
                var damaged = bytes
                damaged[index] ^= 0xFF
                _ = reading { () throws(CodecError) in
                    var reader = ByteReader(damaged)
                    return try Table(from: &reader)
                }
            }
        }
    }

    /// A walk as it was written when there was but one kind of them.
    @Test func `bytes of a table with a walk from before there was a list of them still read`()
        throws
    {
        let head = "09017401" + "7502706b000102736b01" + "020000000000"
        let end = "0104656e647300"
        let walk = "80ade204" + "03010203"
        var reader = ByteReader([UInt8](hex: "01" + head + end + "00" + "01" + walk))
        let table = try Table(from: &reader)
        try reader.expectEnd()
        #expect(table.timeToLive == TimeToLive(attribute: "ends"))
        #expect(
            table.backfills == [
                .expiry: BackfillWalk(startedAt: Timestamp(seconds: 5), next: [1, 2, 3])
            ])
        var writer = ByteWriter()
        table.encode(to: &writer)
        #expect(writer.bytes.hex.hasPrefix("03" + head + end + "00" + "0101" + walk))
    }

    @Test func `settings that nobody made are named`() throws {
        var table = Table(
            id: TableID(rawValue: 9), name: "t", uuid: "u", keySchema: Samples.schema,
            createdAt: Timestamp(seconds: 1))
        table.settings.series = SeriesDefinition(
            granularities: [Granularity(name: "g", prefix: "p", unit: .year, sketchPrecision: 17)])
        var writer = ByteWriter()
        table.encode(to: &writer)
        func reading(_ bytes: [UInt8], with other: [UInt8]) throws -> CodecError? {
            let place = try #require(
                writer.bytes.indices.first { index in
                    writer.bytes[index...].starts(with: bytes)
                })
            var damaged = writer.bytes
            damaged.replaceSubrange(place..<(place + bytes.count), with: other)
            do throws(CodecError) {
                var reader = ByteReader(damaged)
                _ = try Table(from: &reader)
                return nil
            } catch {
                return error
            }
        }
        let name: [UInt8] = [1, 0x67, 1, 0x70]
        #expect(try reading(name + [5], with: name + [0]) == .invalid("bucket unit 0"))
        #expect(try reading(name + [5], with: name + [9]) == .invalid("bucket unit 9"))
        #expect(try reading([1, 17, 3], with: [1, 22, 3]) == .invalid("sketch precision 22"))
        #expect(try reading([1, 17, 3], with: [1, 3, 3]) == .invalid("sketch precision 3"))
    }

    /// What damaged bytes read as; `nil` when they are rejected, as most are.
    private func reading<Read>(_ body: () throws(CodecError) -> Read) -> Read? {
        do {
            return try body()
        } catch {
            return nil
        }
    }
}
