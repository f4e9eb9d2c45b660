import Commands
import Expressions
import Model
import Testing
import Values

/// Commands with digests as they lie on disks.
@Suite("Golden bytes of digests") struct DigestGoldenTests {
    private let table = TableID(rawValue: 3)
    private let key = Key(partition: .string("a"), sort: .number(7))

    @Test func `a batch with a digest has version 2, and reads as it was`() throws {
        let batch = IncrementBatch(
            table: table,
            mark: HighWaterMark(source: "e", sequence: 1, digest: 0x0102_0304_0506_0708),
            writes: [])
        #expect(batch.encoded.hex == "020703016502010203040506070800")
        #expect(batch.isSame(as: try decode(batch.encoded)))
    }

    @Test func `an id with a digest has a tag of its own, and reads as it was`() throws {
        let update = Update(
            actions: [], once: OnceID(.string("id")), onceDigest: 0x0102_0304_0506_0708)
        let write = ItemWrite(table: table, key: key, action: .update(update))
        #expect(write.encoded.hex.hasSuffix("010120035369640102030405060708"))
        #expect(write.isSame(as: try decode(write.encoded)))
    }

    @Test func `the order of an update's parts and the table's precision make no other digest`()
        throws
    {
        func digest(_ text: Text, precision: Int = 12) throws -> UInt64? {
            var placeholders = try Placeholders(
                names: [:],
                values: [
                    ":a": .number(1), ":b": .number(2), ":v": .string("x"), ":id": .string("id"),
                ])
            let update = try Update.parse(
                text, in: .extended(SketchPrecisions(default: precision)), with: &placeholders)
            return ItemWrite(table: table, key: key, action: .update(update)).onceDigest
        }
        let first = try #require(try digest("ADD a :a, b :b OBSERVE u :v ONCE :id"))
        #expect(try digest("OBSERVE u :v ADD b :b, a :a ONCE :id") == first)
        #expect(try digest("ADD a :a, b :b OBSERVE u :v ONCE :id", precision: 14) == first)
        for other in [
            "ADD a :b, b :b OBSERVE u :v ONCE :id", "ADD a :a, c :b OBSERVE u :v ONCE :id",
            "SET a = :a ADD b :b OBSERVE u :v ONCE :id", "ADD a :a, b :b OBSERVE w :v ONCE :id",
        ] as [Text] {
            #expect(try digest(other) != first)
        }
        #expect(try digest("ADD a :a, b :b SET c = :v, d = :id") == nil)
    }
}
