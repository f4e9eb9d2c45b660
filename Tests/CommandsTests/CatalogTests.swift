import CommandSamples
import Commands
import Model
import Testing
import Values

@Suite("Catalog") struct CatalogTests {
    private let time = Timestamp(seconds: 1_800_000_000)

    private func definition(_ name: Text) -> TableDefinition {
        TableDefinition(name: name, uuid: "u", keySchema: Samples.schema)
    }

    private func catalog(_ names: Text...) throws -> Catalog {
        var catalog = Catalog()
        for name in names {
            _ = try catalog.apply(
                CreateTable(definition(name)), at: LogMoment(time: time, position: 1))
        }
        return catalog
    }

    @Test func `a table gets the next id, which is never given out again`() throws {
        var catalog = try catalog("b", "a")
        #expect(catalog.sorted.map(\.name) == ["a", "b"])
        #expect(catalog["b"]?.id == TableID(rawValue: 1))
        #expect(catalog["a"]?.createdAt == time)
        _ = try catalog.apply(
            DeleteTable(TableID(rawValue: 2)), at: LogMoment(time: time, position: 1))
        #expect(catalog["a"] == nil)
        let again = try catalog.apply(
            CreateTable(definition("a")), at: LogMoment(time: time, position: 1))
        #expect(again.id == TableID(rawValue: 3))
        #expect(catalog[TableID(rawValue: 2)] == nil)
        // What is read back from disk goes on in the same way.
        var reopened = Catalog(tables: catalog.sorted, next: catalog.next)
        #expect(reopened == catalog)
        let next = try reopened.apply(
            CreateTable(definition("c")), at: LogMoment(time: time, position: 1))
        #expect(next.id == TableID(rawValue: 4))
    }

    @Test func `names are told apart by their bytes`() throws {
        // One letter in two forms, which Swift's strings take for equal.
        let catalog = try catalog("caf\u{E9}", "cafe\u{301}")
        #expect(catalog.tables.count == 2)
    }

    @Test func `a name that is taken, a table that is missing, and protection are rejected`() throws
    {
        var catalog = try catalog("a")
        let id = TableID(rawValue: 1)
        let missing = TableID(rawValue: 7)
        #expect(rejection(of: CreateTable(definition("a")), in: catalog) == .tableExists)
        #expect(rejection(of: DeleteTable(missing), in: catalog) == .tableNotFound)
        #expect(rejection(of: TagTable(missing, [:]), in: catalog) == .tableNotFound)
        #expect(rejection(of: UntagTable(missing, []), in: catalog) == TableNotFound())
        #expect(
            rejection(of: EnableTimeToLive(missing, attribute: "e"), in: catalog)
                == .tableNotFound)
        #expect(
            rejection(of: DisableTimeToLive(missing, attribute: "e"), in: catalog)
                == .tableNotFound)
        let update = UpdateTable(missing, TableSettings(), rejectingNoChange: false)
        #expect(rejection(of: update, in: catalog) == .tableNotFound)
        var settings = TableSettings()
        settings.deletionProtection = true
        _ = try catalog.apply(
            UpdateTable(id, settings, rejectingNoChange: true),
            at: LogMoment(time: time, position: 1))
        #expect(rejection(of: DeleteTable(id), in: catalog) == .deletionProtected)
    }

    @Test func `settings that stay as they are are rejected when asked`() throws {
        let catalog = try catalog("a")
        let id = TableID(rawValue: 1)
        let same = TableSettings()
        #expect(
            rejection(of: UpdateTable(id, same, rejectingNoChange: true), in: catalog)
                == .settingsUnchanged)
        #expect(rejection(of: UpdateTable(id, same, rejectingNoChange: false), in: catalog) == nil)
    }

    @Test func `time to live is switched on once and off by its name`() throws {
        var catalog = try catalog("a")
        let id = TableID(rawValue: 1)
        let off = DisableTimeToLive(id, attribute: "ends")
        #expect(rejection(of: off, in: catalog) == .alreadyDisabled)
        let on = try catalog.apply(
            EnableTimeToLive(id, attribute: "ends"), at: LogMoment(time: time, position: 1))
        #expect(on.timeToLive == TimeToLive(attribute: "ends", mode: .exact))
        #expect(on.backfills[.expiry] == BackfillWalk(startedAt: time))
        let again = EnableTimeToLive(id, attribute: "other")
        #expect(rejection(of: again, in: catalog) == .alreadyEnabled)
        let wrong = DisableTimeToLive(id, attribute: "other")
        #expect(rejection(of: wrong, in: catalog) == .attributeDiffers(enabled: "ends"))
        let disabled = try catalog.apply(off, at: LogMoment(time: time, position: 1))
        #expect(disabled.timeToLive == nil)
        #expect(disabled.backfills[.expiry] == nil)
    }

    @Test func `reserved tags set what they name, and their absence the default`() throws {
        var catalog = try catalog("a")
        let id = TableID(rawValue: 1)
        _ = try catalog.apply(
            EnableTimeToLive(id, attribute: "ends"), at: LogMoment(time: time, position: 1))
        let tags: [Text: Text] = [ReservedTag.timeToLive: "lazy", ReservedTag.strict: "on"]
        let tagged = try catalog.apply(TagTable(id, tags), at: LogMoment(time: time, position: 1))
        #expect(tagged.timeToLive?.mode == .lazy)
        #expect(tagged.settings.strict)
        // Other settings do not undo it.
        let updated = try catalog.apply(
            UpdateTable(id, TableSettings(), rejectingNoChange: false),
            at: LogMoment(time: time, position: 1))
        #expect(updated.timeToLive?.mode == .lazy)
        let bare = try catalog.apply(
            UntagTable(id, Array(tags.keys)), at: LogMoment(time: time, position: 1))
        #expect(bare.timeToLive?.mode == .exact)
        #expect(!bare.settings.strict)
        var definition = definition("b")
        definition.tags = tags
        let created = try catalog.apply(
            CreateTable(definition), at: LogMoment(time: time, position: 1))
        #expect(created.settings.timeToLiveMode == .lazy)
    }

    @Test func `tags are merged, replaced and removed, up to their number`() throws {
        var catalog = try catalog("a")
        let id = TableID(rawValue: 1)
        _ = try catalog.apply(
            TagTable(id, ["a": "1", "b": "1"]), at: LogMoment(time: time, position: 1))
        let merged = try catalog.apply(
            TagTable(id, ["b": "2", "c": "2"]), at: LogMoment(time: time, position: 1))
        #expect(merged.tags == ["a": "1", "b": "2", "c": "2"])
        let rest = try catalog.apply(
            UntagTable(id, ["a", "unknown"]), at: LogMoment(time: time, position: 1))
        #expect(rest.tags == ["b": "2", "c": "2"])
        let many = Dictionary(
            uniqueKeysWithValues: (0..<Limits.tagsMax).map { (Text("t\($0)"), Text("v")) })
        #expect(
            rejection(of: TagTable(id, many), in: catalog) == .tooManyTags(limit: Limits.tagsMax))
        var definition = definition("b")
        definition.tags = many
        #expect(rejection(of: CreateTable(definition), in: catalog) == nil)
        definition.tags["one more"] = "v"
        #expect(
            rejection(of: CreateTable(definition), in: catalog)
                == .tooManyTags(limit: Limits.tagsMax))
    }

    @Test func `there is a last table`() throws {
        let tables = (1...Limits.tablesMax).map { number in
            Table(
                id: TableID(rawValue: UInt32(number)), name: Text("t\(number)"), uuid: "u",
                keySchema: Samples.schema, createdAt: time)
        }
        let catalog = Catalog(
            tables: tables)
        #expect(
            rejection(of: CreateTable(definition("one more")), in: catalog)
                == .tableLimitReached(limit: Limits.tablesMax))
    }
}
