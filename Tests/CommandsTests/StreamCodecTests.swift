import CommandSamples
import Commands
import Model
import Testing
import Values

@Suite("Stored forms of streams and handlers") struct StreamCodecTests {
    private func check<Value: Equatable>(
        _ value: Value, _ encode: (Value, inout ByteWriter) -> Void,
        _ decode: (inout ByteReader) throws(CodecError) -> Value
    ) throws {
        var writer = ByteWriter()
        encode(value, &writer)
        var reader = ByteReader(writer.bytes)
        #expect(try decode(&reader) == value)
        try reader.expectEnd()
        for count in 0..<writer.bytes.count {
            var cut = ByteReader(Array(writer.bytes[..<count]))
            #expect(throws: CodecError.self) { try decode(&cut) }
        }
        for index in writer.bytes.indices {
            var damaged = writer.bytes
            damaged[index] ^= 0xFF
            var reader = ByteReader(damaged)
            // Whatever it says, it must not trap.
            do throws(CodecError) { _ = try decode(&reader) } catch { continue }
        }
    }

    @Test func `a stream comes back as it was, and damage throws`() throws {
        var catalog = Catalog()
        var definition = TableDefinition(name: "clicks", uuid: "u", keySchema: Samples.schema)
        definition.settings.stream = StreamSettings(
            view: .changes, shards: 3, retentionSeconds: 5, retentionBytes: 6)
        let moment = LogMoment(time: Timestamp(microseconds: 1_234_567), position: 4)
        let table = try catalog.apply(CreateTable(definition), at: moment)
        for _ in 0..<2 {
            let stream = try #require(catalog.latestStream(of: table.id))
            try check(
                stream, { $0.encode(to: &$1) },
                { r throws(CodecError) in try ChangeStream(from: &r) })
            _ = catalog.trim(
                StreamTrim(stream: stream.id, through: SequenceNumber(rawValue: 1 << 40)),
                at: moment.time)
            if catalog[table.id] != nil { _ = try catalog.apply(DeleteTable(table.id), at: moment) }
        }
    }

    @Test func `a handler comes back as it was, and damage throws`() throws {
        for definition in [
            Samples.handler, HandlerDefinition(name: "h", table: "t", executable: "e"),
        ] {
            let handler = Handler(
                id: HandlerID(rawValue: 3), uuid: "u", definition: definition,
                stream: StreamID(rawValue: 9), createdAt: Timestamp(seconds: 1),
                changedAt: Timestamp(seconds: 2), generation: 300)
            try check(
                handler, { $0.encode(to: &$1) },
                { r throws(CodecError) in try Handler(from: &r) })
        }
    }
}
