import Commands
import Expressions
import Model
import Testing
import Values

@Suite("Declared types") struct DeclaredTypeTests {
    private let table = Table(
        id: TableID(rawValue: 1), name: "clicks", uuid: "u",
        keySchema: KeySchema(
            partition: KeyAttribute(name: "pk", type: .string),
            sort: KeyAttribute(name: "sk", type: .string)),
        createdAt: Timestamp(seconds: 0), settings: settings)

    private static var settings: TableSettings {
        var settings = TableSettings()
        settings.series = SeriesDefinition(
            granularities: [
                Granularity(name: "day", prefix: "d#", unit: .day, format: "yyyyMMdd"),
                Granularity(name: "hour", prefix: "h#", unit: .hour, format: "yyyy-MM-ddTHH"),
                Granularity(name: "all", prefix: "A#", unit: .all),
            ], counters: ["c"], sketches: ["u"])
        return settings
    }

    private func isBucket(_ sort: Text) -> Bool {
        table.isBucket(Key(partition: .string("s"), sort: .string(sort)))
    }

    @Test(arguments: ["d#20261122", "h#2026-11-22T20", "A#", "d#99999999"] as [Text])
    func `a bucket's key has digits where its format has fields`(_ sort: Text) {
        #expect(isBucket(sort))
    }

    @Test(
        arguments: [
            "d#pictures", "d#2026112x", "d#2026112", "d#202611222", "h#2026-11-22 20",
            "h#2026-11-22t20", "h#yyyy-MM-ddTHH", "A#x", "A", "", "M#avatar", "d#12345\u{0663}x",
        ] as [Text])
    func `another key of the same length is no bucket's`(_ sort: Text) {
        #expect(!isBucket(sort))
    }

    @Test func `what is no bucket may have what it likes under a declared name`() throws {
        func put(_ sort: Text) throws {
            try table.checkDeclaredTypes(
                of: ItemWrite(
                    table: table.id, key: Key(partition: .string("s"), sort: .string(sort)),
                    action: .put(
                        ItemImage([
                            "pk": .string("s"), "sk": .string(sort), "c": .string("many"),
                        ]))))
        }
        try put("d#pictures")
        #expect(throws: DeclaredTypeProblem.self) { try put("d#20261122") }
    }
}
