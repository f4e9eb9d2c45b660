import CommandSamples
import Commands
import Model
import Testing
import Values

@Suite("Streams in the catalog") struct StreamCatalogTests {
    private let settings = StreamSettings(view: .newImage)

    private func moment(_ position: UInt64, seconds: Int64 = 1_800_000_000) -> LogMoment {
        LogMoment(time: Timestamp(seconds: seconds), position: position)
    }

    private func definition(_ stream: StreamSettings?, _ name: Text = "clicks") -> TableDefinition {
        var definition = TableDefinition(name: name, uuid: "u", keySchema: Samples.schema)
        definition.settings.stream = stream
        return definition
    }

    @Test func `a stream is opened with its table and shows when`() throws {
        var catalog = Catalog()
        let table = try catalog.apply(CreateTable(definition(settings)), at: moment(7))
        let stream = try #require(catalog.latestStream(of: table.id))
        #expect(table.stream == stream.id)
        #expect(stream.isOpen)
        #expect(stream.label == "2027-01-15T08:00:00.000")
        #expect(stream.start == SequenceNumber(position: 8, index: 0))
        #expect(stream.horizon < stream.start)
    }

    @Test func `a switch that changes nothing is rejected`() throws {
        var catalog = Catalog()
        let table = try catalog.apply(CreateTable(definition(settings)), at: moment(1))
        let on = UpdateTable(
            table.id, table.settings, rejectingNoChange: false, stream: .on(settings))
        let off = UpdateTable(
            table.id, table.settings, rejectingNoChange: false, stream: .off)
        #expect(rejection(of: on, in: catalog) == .streamAlreadyEnabled)
        _ = try catalog.apply(off, at: moment(2))
        #expect(rejection(of: off, in: catalog) == .streamAlreadyDisabled)
    }

    @Test func `an update that was planned before a switch does not undo it`() throws {
        var catalog = Catalog()
        let planned = try catalog.apply(CreateTable(definition(nil)), at: moment(1))
        _ = try catalog.apply(
            UpdateTable(
                planned.id, planned.settings, rejectingNoChange: false, stream: .on(settings)),
            at: moment(2))
        var late = planned.settings
        late.deletionProtection = true
        let table = try catalog.apply(
            UpdateTable(planned.id, late, rejectingNoChange: true), at: moment(3))
        #expect(table.settings.stream == settings)
        #expect(table.stream != nil)
    }

    @Test func `every opening is another stream with another label, within one millisecond too`()
        throws
    {
        var catalog = Catalog()
        let table = try catalog.apply(CreateTable(definition(settings)), at: moment(1))
        for position in 2...3 as ClosedRange<UInt64> {
            for stream in [StreamSwitch.off, .on(settings)] {
                _ = try catalog.apply(
                    UpdateTable(table.id, table.settings, rejectingNoChange: false, stream: stream),
                    at: moment(position))
            }
        }
        let streams = catalog.streams(of: table.id)
        #expect(
            streams.map(\.label) == [
                "2027-01-15T08:00:00.000", "2027-01-15T08:00:00.001", "2027-01-15T08:00:00.002",
            ])
        #expect(streams.map(\.isOpen) == [false, false, true])
        #expect(streams[0].closing?.last == .last(ofPosition: 2))
    }

    @Test func `a definition changes what can be changed and opens another stream for the rest`()
        throws
    {
        var catalog = Catalog()
        let first = try catalog.apply(
            DefineTable(definition(settings), timeToLive: nil), at: moment(1))
        var longer = settings
        longer.retentionSeconds = 7200
        let second = try catalog.apply(
            DefineTable(definition(longer), timeToLive: nil), at: moment(2))
        #expect(second.stream == first.stream)
        #expect(catalog.latestStream(of: first.id)?.settings == longer)
        #expect(second.settings.stream == longer)
        var other = longer
        other.view = .changes
        let third = try catalog.apply(
            DefineTable(definition(other), timeToLive: nil), at: moment(3))
        #expect(third.stream != first.stream)
        #expect(catalog.streams(of: first.id).map(\.isOpen) == [false, true])
        let fourth = try catalog.apply(DefineTable(definition(nil), timeToLive: nil), at: moment(4))
        #expect(fourth.stream == nil)
        #expect(fourth.settings.stream == nil)
        #expect(catalog.streams(of: first.id).map(\.isOpen) == [false, false])
    }

    @Test func `a stream outlives its table until its retention is over`() throws {
        var catalog = Catalog()
        let table = try catalog.apply(CreateTable(definition(settings)), at: moment(1))
        _ = try catalog.apply(DeleteTable(table.id), at: moment(5))
        let stream = try #require(catalog.latestStream(of: table.id))
        #expect(stream.closing?.last == .last(ofPosition: 5))
        let end = 1_800_000_000 + settings.retentionSeconds
        let trim = StreamTrim(stream: stream.id, through: .last(ofPosition: 5))
        #expect(catalog.trim(trim, at: Timestamp(seconds: end - 1)) == nil)
        #expect(catalog.streams[stream.id] != nil)
        #expect(catalog.trim(trim, at: Timestamp(seconds: end)) != nil)
        #expect(catalog.streams.isEmpty)
    }

    @Test func `a table has no more closed streams than it may have`() throws {
        var catalog = Catalog()
        let table = try catalog.apply(CreateTable(definition(nil)), at: moment(1))
        func change(_ stream: StreamSwitch) -> UpdateTable {
            UpdateTable(table.id, table.settings, rejectingNoChange: false, stream: stream)
        }
        for position in 2...UInt64(Limits.closedStreamsMax + 1) {
            _ = try catalog.apply(change(.on(settings)), at: moment(position))
            _ = try catalog.apply(change(.off), at: moment(position))
        }
        #expect(
            rejection(of: change(.on(settings)), in: catalog)
                == .streamLimitReached(limit: Limits.closedStreamsMax))
    }

    @Test(arguments: [1, 2, 3, 4, 7, 64])
    func `shards divide all slots among them`(shards: Int) throws {
        var catalog = Catalog()
        let table = try catalog.apply(
            CreateTable(definition(StreamSettings(view: .changes, shards: shards))), at: moment(1))
        let stream = try #require(catalog.latestStream(of: table.id))
        var next = 0
        for shard in 0..<shards {
            let slots = stream.slots(ofShard: shard)
            #expect(slots.lowerBound == next)
            next = slots.upperBound
            for slot in [slots.lowerBound, slots.upperBound - 1] {
                #expect(stream.settings.shard(ofSlot: UInt16(slot)) == shard)
            }
        }
        #expect(next == ChangeStream.slots)
    }

    @Test func `a sequence number is 21 digits that order as it does`() throws {
        let number = SequenceNumber(position: 1, index: 2)
        #expect(number.text == "000000000000000065538")
        #expect(SequenceNumber(text: number.text) == number)
        #expect(SequenceNumber(rawValue: .max).text == "018446744073709551615")
        #expect(SequenceNumber(text: "99999999999999999999999") == SequenceNumber(rawValue: .max))
        for text in ["", "1", "65538", String(repeating: "1", count: 41), "+00000000000000065538"] {
            #expect(SequenceNumber(text: text) == nil)
        }
    }

    // MARK: Handlers

    private func withTable() throws -> Catalog {
        var catalog = Catalog()
        _ = try catalog.apply(CreateTable(definition(settings)), at: moment(1))
        _ = try catalog.apply(CreateTable(definition(nil, "quiet")), at: moment(2))
        return catalog
    }

    private func define(
        _ definition: HandlerDefinition, _ match: HandlerMatch = .any, in catalog: inout Catalog
    ) throws(DefineHandler.Rejection) -> HandlerChange {
        try DefineHandler(definition, uuid: "u", match).change(
            &catalog, at: Timestamp(seconds: 1))
    }

    @Test func `a handler follows the open stream of its table`() throws {
        var catalog = try withTable()
        let definition = HandlerDefinition(name: "h", table: "clicks", executable: "h")
        let change = try define(definition, in: &catalog)
        #expect(change.handler.stream == catalog.streams.keys.first)
        #expect(change.restart == .latest)
        var quiet = definition
        quiet.name = "other"
        quiet.table = "quiet"
        #expect(throws: DefineHandler.Rejection.streamNotFound) { try define(quiet, in: &catalog) }
        quiet.table = "none"
        #expect(throws: DefineHandler.Rejection.tableNotFound) { try define(quiet, in: &catalog) }
    }

    @Test func `a handler that is defined again keeps its position while its table is the same`()
        throws
    {
        var catalog = try withTable()
        var definition = HandlerDefinition(name: "h", table: "clicks", executable: "h")
        let first = try define(definition, in: &catalog).handler
        definition.batchSize = 5
        let change = try define(definition, in: &catalog)
        #expect(change.handler.id == first.id)
        #expect(change.restart == nil)
        #expect(change.handler.generation == 2)
        let table = try #require(catalog["clicks"])
        for (position, stream) in [(3, StreamSwitch.off), (4, .on(settings))] {
            _ = try catalog.apply(
                UpdateTable(table.id, table.settings, rejectingNoChange: false, stream: stream),
                at: moment(UInt64(position)))
            // The closed stream may hold changes that it has not had yet.
            #expect(try define(definition, in: &catalog).handler.stream == first.stream)
        }
        let stream = try #require(catalog.streams[first.stream])
        let trim = StreamTrim(stream: stream.id, through: SequenceNumber(rawValue: .max))
        _ = catalog.trim(trim, at: Timestamp(seconds: 3_000_000_000))
        let moved = try define(definition, in: &catalog)
        #expect(moved.restart == nil && moved.goesOn)
        #expect(moved.left == first.stream)
        definition.table = "quiet"
        definition.start = .latest
        let quiet = try #require(catalog["quiet"])
        _ = try catalog.apply(
            UpdateTable(quiet.id, quiet.settings, rejectingNoChange: false, stream: .on(settings)),
            at: moment(5))
        #expect(try define(definition, in: &catalog).restart == .latest)
    }

    @Test func `names are taken once`() throws {
        var catalog = try withTable()
        var definition = HandlerDefinition(name: "h", table: "clicks", executable: "run")
        let first = try define(definition, .new, in: &catalog).handler
        #expect(throws: DefineHandler.Rejection.handlerExists(name: "h")) {
            try define(definition, .new, in: &catalog)
        }
        definition.name = "other"
        let second = try define(definition, .new, in: &catalog).handler
        #expect(throws: DefineHandler.Rejection.handlerExists(name: "other")) {
            try define(definition, .existing(first.id), in: &catalog)
        }
        definition.name = "renamed"
        #expect(try define(definition, .existing(second.id), in: &catalog).handler.id == second.id)
        _ = try RemoveHandler(second.id).change(&catalog, at: Timestamp(seconds: 1))
        #expect(throws: DefineHandler.Rejection.handlerNotFound) {
            try define(definition, .existing(second.id), in: &catalog)
        }
    }
}
