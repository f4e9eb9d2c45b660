package import Values

// A stream in the catalog, and its settings wherever they stand.
//
//   stream      version u8 = 1 · id · table · table name · key schema · settings
//               · opened at µs, label ms: signed varints · start varint · closing?
//               · horizon varint
//   closing     time µs signed varint · last varint
//   settings    view u8 · shards varint · retention seconds, bytes: signed varints

extension ChangeStream {
    private static let version: UInt8 = 1

    package func encode(to writer: inout ByteWriter) {
        writer.write(byte: ChangeStream.version)
        writer.write(stream: id)
        writer.write(table: table)
        writer.write(text: tableName)
        writer.write(keySchema: keySchema)
        settings.encode(to: &writer)
        writer.write(signedVarint: openedAt.microseconds)
        writer.write(signedVarint: labelMilliseconds)
        writer.write(sequence: start)
        writer.write(optional: closing) { writer, closing in
            writer.write(signedVarint: closing.time.microseconds)
            writer.write(sequence: closing.last)
        }
        writer.write(sequence: horizon)
    }

    package init(from reader: inout ByteReader) throws(CodecError) {
        let version = try reader.readByte()
        guard version == ChangeStream.version else {
            throw .invalid("stream version \(version), expected \(ChangeStream.version)")
        }
        self.init(
            id: try reader.readStream(), table: try reader.readTable(),
            tableName: try reader.readText(), keySchema: try reader.readKeySchema(),
            settings: try StreamSettings(from: &reader),
            openedAt: Timestamp(microseconds: try reader.readSignedVarint()),
            labelMilliseconds: try reader.readSignedVarint(),
            start: try reader.readSequence(),
            closing: try reader.readOptional { r throws(CodecError) in
                Closing(
                    time: Timestamp(microseconds: try r.readSignedVarint()),
                    last: try r.readSequence())
            },
            horizon: try reader.readSequence())
    }
}

extension StreamSettings {
    package func encode(to writer: inout ByteWriter) {
        writer.write(byte: view.rawValue)
        writer.write(varint: UInt64(shards))
        writer.write(signedVarint: retentionSeconds)
        writer.write(signedVarint: retentionBytes)
    }

    package init(from reader: inout ByteReader) throws(CodecError) {
        let view = try reader.readByte()
        guard let view = StreamView(rawValue: view) else { throw .invalid("stream view \(view)") }
        let shards = try reader.readVarint()
        guard let shards = Int(exactly: shards), Limits.streamShards.contains(shards) else {
            throw .invalid("\(shards) shards")
        }
        self.init(
            view: view, shards: shards, retentionSeconds: try reader.readSignedVarint(),
            retentionBytes: try reader.readSignedVarint())
    }
}
