import CommandSamples
import Commands
import Expressions
import Model
import Testing
import Values

@Suite("Defining a table") struct DefineTests {
    private let time = Timestamp(seconds: 1_800_000_000)
    private let later = Timestamp(seconds: 1_800_000_100)
    private let id = TableID(rawValue: 1)

    private func definition(_ name: Text = "a", _ body: (inout TableSettings) -> Void = { _ in })
        -> TableDefinition
    {
        var definition = TableDefinition(name: name, uuid: "u", keySchema: Samples.schema)
        body(&definition.settings)
        return definition
    }

    private func catalog(
        _ definition: TableDefinition, _ timeToLive: TimeToLive? = nil
    ) throws -> Catalog {
        var catalog = Catalog()
        _ = try catalog.apply(
            DefineTable(definition, timeToLive: timeToLive), at: LogMoment(time: time, position: 1))
        return catalog
    }

    @Test func `a table that is missing is made with all of it`() throws {
        var catalog = Catalog()
        var definition = definition { $0.series = Samples.aggregates.series }
        definition.settings.sketchPrecisions = Samples.aggregates.sketchPrecisions
        definition.settings.onceLifeSeconds = 60
        definition.tags = ["a": "1"]
        let ends = TimeToLive(attribute: "ends")
        let table = try catalog.apply(
            DefineTable(definition, timeToLive: ends), at: LogMoment(time: time, position: 1))
        #expect(catalog["a"] == table)
        #expect(table.id == id)
        #expect(table.uuid == "u")
        #expect(table.createdAt == time)
        #expect(table.keySchema == Samples.schema)
        #expect(table.settings == definition.settings)
        #expect(table.tags == ["a": "1"])
        #expect(table.timeToLive == ends)
        #expect(table.backfills[.expiry] == BackfillWalk(startedAt: time))
        let next = try catalog.apply(
            DefineTable(self.definition("b"), timeToLive: nil),
            at: LogMoment(time: time, position: 1))
        #expect(next.id == TableID(rawValue: 2))
    }

    @Test func `the same definition again changes nothing`() throws {
        for mode in [.exact, .lazy] as [TimeToLive.Mode] {
            var definition = definition { $0.strict = true }
            definition.tags = ["a": "1"]
            let ends = TimeToLive(attribute: "ends", mode: mode)
            var catalog = try catalog(definition, ends)
            // The walk of older items has come some way, and must not begin anew.
            catalog.setBackfill(.expiry, goingOnAt: [7], of: id)
            let before = catalog
            definition.uuid = "another"
            let table = try catalog.apply(
                DefineTable(definition, timeToLive: ends), at: LogMoment(time: later, position: 2))
            #expect(catalog == before)
            #expect(table == before["a"])
        }
    }

    @Test func `a table with another key is left alone`() throws {
        let catalog = try catalog(definition())
        var other = definition { $0.deletionProtection = true }
        other.tags = ["a": "1"]
        other.keySchema = KeySchema(partition: Samples.schema.partition)
        let ends = TimeToLive(attribute: "ends")
        #expect(
            rejection(of: DefineTable(other, timeToLive: ends), in: catalog)
                == .keySchemaDiffers(Samples.schema))
        other.keySchema = KeySchema(
            partition: Samples.schema.partition,
            sort: KeyAttribute(name: "sk", type: .binary))
        #expect(
            rejection(of: DefineTable(other, timeToLive: nil), in: catalog)
                == .keySchemaDiffers(Samples.schema))
        // Under a name of its own it is welcome.
        other.name = "b"
        #expect(rejection(of: DefineTable(other, timeToLive: nil), in: catalog) == nil)
    }

    @Test func `settings and tags become what the definition says`() throws {
        var first = definition { settings in
            settings.deletionProtection = true
            settings.series = Samples.aggregates.series
            settings.onceLifeSeconds = 60
        }
        first.tags = ["a": "1", "b": "1"]
        var catalog = try catalog(first)
        var second = definition { $0.sketchPrecisions = SketchPrecisions(default: 15) }
        second.tags = ["b": "2"]
        let table = try catalog.apply(
            DefineTable(second, timeToLive: nil), at: LogMoment(time: later, position: 2))
        #expect(table.settings == second.settings)
        #expect(table.tags == ["b": "2"])
        #expect(table.createdAt == time)
    }

    @Test func `throughput, class and encryption stay, for a definition has no word for them`()
        throws
    {
        var catalog = Catalog()
        _ = try catalog.apply(
            CreateTable(definition { $0 = Samples.settings }),
            at: LogMoment(time: time, position: 1))
        let table = try catalog.apply(
            DefineTable(definition { $0.onceLifeSeconds = 60 }, timeToLive: nil),
            at: LogMoment(time: later, position: 2))
        var expected = Samples.settings
        expected.deletionProtection = false
        expected.strict = false
        expected.timeToLiveMode = .exact
        expected.onceLifeSeconds = 60
        #expect(table.settings == expected)
    }

    @Test func `time to live is switched on, to another attribute, and off`() throws {
        var catalog = try catalog(definition())
        #expect(catalog["a"]?.timeToLive == nil)
        func define(_ timeToLive: TimeToLive?, at time: Timestamp) throws -> Table {
            try catalog.apply(
                DefineTable(definition(), timeToLive: timeToLive),
                at: LogMoment(time: time, position: 1))
        }
        let on = try define(TimeToLive(attribute: "ends"), at: time)
        #expect(on.timeToLive == TimeToLive(attribute: "ends", mode: .exact))
        #expect(on.backfills[.expiry] == BackfillWalk(startedAt: time))
        let other = try define(
            TimeToLive(attribute: "until"), at: later)
        #expect(other.timeToLive == TimeToLive(attribute: "until", mode: .exact))
        #expect(other.backfills[.expiry] == BackfillWalk(startedAt: later))
        let off = try define(nil, at: later)
        #expect(off.timeToLive == nil)
        #expect(off.backfills[.expiry] == nil)
    }

    @Test func `time to live can be given the other mode without a new walk`() throws {
        var catalog = try catalog(definition(), TimeToLive(attribute: "ends"))
        for mode in [.lazy, .exact, .lazy] as [TimeToLive.Mode] {
            let table = try catalog.apply(
                DefineTable(definition(), timeToLive: TimeToLive(attribute: "ends", mode: mode)),
                at: LogMoment(time: later, position: 2))
            #expect(table.timeToLive?.mode == mode)
            #expect(table.settings.timeToLiveMode == mode)
            #expect((table.tags[ReservedTag.timeToLive] == "lazy") == (mode == .lazy))
            #expect(table.backfills[.expiry] == BackfillWalk(startedAt: time))
            // Whatever tag somebody sets next, the mode stays.
            let tagged = try catalog.apply(
                TagTable(id, ["team": "growth"]), at: LogMoment(time: later, position: 2))
            #expect(tagged.timeToLive?.mode == mode)
        }
        // With another attribute the mode comes along.
        let other = try catalog.apply(
            DefineTable(definition(), timeToLive: TimeToLive(attribute: "until", mode: .exact)),
            at: LogMoment(time: later, position: 2))
        #expect(other.timeToLive == TimeToLive(attribute: "until", mode: .exact))
    }

    @Test func `strict is said by its tag too, so that another tag does not undo it`() throws {
        var catalog = try catalog(definition { $0.strict = true })
        #expect(catalog["a"]?.tags == [ReservedTag.strict: "on"])
        let tagged = try catalog.apply(
            TagTable(id, ["team": "growth"]), at: LogMoment(time: later, position: 2))
        #expect(tagged.settings.strict)
        #expect(tagged.dialect == .strict)
        let open = try catalog.apply(
            DefineTable(definition(), timeToLive: nil), at: LogMoment(time: later, position: 2))
        #expect(!open.settings.strict)
        #expect(open.tags == [:])
        #expect(open.dialect == .extended(SketchPrecisions()))
        // What the definition's own tags say of it does not count.
        var contrary = definition()
        contrary.tags = [ReservedTag.strict: "on", ReservedTag.timeToLive: "lazy"]
        let heard = try catalog.apply(
            DefineTable(contrary, timeToLive: TimeToLive(attribute: "ends")),
            at: LogMoment(time: later, position: 2))
        #expect(!heard.settings.strict)
        #expect(heard.timeToLive?.mode == .exact)
        #expect(heard.tags == [:])
    }

    @Test func `too many tags, the reserved ones included, leave nothing behind`() throws {
        let tooMany = DefineTable.Rejection.tooManyTags(limit: Limits.tagsMax)
        var many = definition()
        for number in 1...Limits.tagsMax { many.tags[Text("t\(number)")] = "v" }
        #expect(rejection(of: DefineTable(many, timeToLive: nil), in: Catalog()) == nil)
        let lazy = TimeToLive(attribute: "ends", mode: .lazy)
        for catalog in [Catalog(), try catalog(definition())] {
            #expect(rejection(of: DefineTable(many, timeToLive: lazy), in: catalog) == tooMany)
            var strict = many
            strict.settings.strict = true
            #expect(rejection(of: DefineTable(strict, timeToLive: nil), in: catalog) == tooMany)
            var more = many
            more.tags["one more"] = "v"
            #expect(rejection(of: DefineTable(more, timeToLive: nil), in: catalog) == tooMany)
        }
    }

    @Test func `there is a last table, which can still be changed`() throws {
        let tables = (1...Limits.tablesMax).map { number in
            Table(
                id: TableID(rawValue: UInt32(number)), name: Text("t\(number)"), uuid: "u",
                keySchema: Samples.schema, createdAt: time)
        }
        let catalog = Catalog(
            tables: tables)
        #expect(
            rejection(of: DefineTable(definition(), timeToLive: nil), in: catalog)
                == .tableLimitReached(limit: Limits.tablesMax))
        #expect(rejection(of: DefineTable(definition("t7"), timeToLive: nil), in: catalog) == nil)
    }

    // MARK: Series

    private func granularity(
        _ unit: BucketUnit, kept retention: Int64?, prefix: Text = "d#"
    ) -> Granularity {
        Granularity(
            name: "g", prefix: prefix, unit: unit, format: "yyyyMMdd", retentionSeconds: retention)
    }

    private func history(
        _ granularities: [Granularity], after earlier: [Granularity]?
    ) throws -> [Granularity.History?] {
        var catalog = try catalog(
            definition { $0.series = earlier.map { SeriesDefinition(granularities: $0) } })
        let changed = try catalog.apply(
            DefineTable(
                definition { $0.series = SeriesDefinition(granularities: granularities) },
                timeToLive: nil), at: LogMoment(time: later, position: 2))
        return changed.settings.series?.granularities.map(\.history) ?? []
    }

    @Test func `a granularity that comes later has no complete buckets from before`() throws {
        let day = granularity(.day, kept: 100)
        let none = Granularity.History(since: later.seconds, retentionBefore: nil)
        #expect(try history([day], after: nil) == [none])
        #expect(try history([day], after: [day]) == [nil])
        #expect(try history([granularity(.day, kept: 100, prefix: "x#")], after: [day]) == [none])
        #expect(
            try history([day, granularity(.all, kept: nil, prefix: "A#")], after: [day])
                == [nil, none])
    }

    @Test func `buckets from before a longer retention keep their end`() throws {
        let day = granularity(.day, kept: 100)
        #expect(try history([granularity(.day, kept: 50)], after: [day]) == [nil])
        let before = Granularity.History(since: later.seconds, retentionBefore: 100)
        #expect(try history([granularity(.day, kept: 200)], after: [day]) == [before])
        #expect(try history([granularity(.day, kept: nil)], after: [day]) == [before])

        var noted = granularity(.day, kept: 200)
        noted.history = before
        let since = later.seconds
        #expect(noted.keeping(ofBucketAt: since - 1) == (true, 100))
        #expect(noted.keeping(ofBucketAt: since) == (true, 200))
        noted.history = Granularity.History(since: since, retentionBefore: nil)
        #expect(noted.keeping(ofBucketAt: since - 1).isComplete == false)
    }

    @Test func `settings that were planned before a definition do not undo it`() throws {
        var catalog = try catalog(definition { $0.series = Samples.aggregates.series })
        var settings = TableSettings()
        settings.deletionProtection = true
        let table = try catalog.apply(
            UpdateTable(id, settings, rejectingNoChange: true),
            at: LogMoment(time: later, position: 2))
        #expect(table.settings.series == Samples.aggregates.series)
        #expect(table.settings.deletionProtection)
    }
}
