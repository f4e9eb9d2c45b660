package import Values

// A table in the catalog and a definition in the log share the parts below.
//
//   table      version u8 · id · name · uuid · key schema · created at · settings
//              · time to live? · tags · backfills · stream varint when settings have one
//              · history, not in version 1, which tables without one have
//              · next index id varint · count · index of each, in version 4, which only tables have
//              that have or had an index
//   definition name · uuid · key schema · settings · tags; the indexes stand where a command says
//   key schema partition key's name · its type u8 · sort key?: name · type u8
//   time to live attribute · mode u8
//   tags       count · name · value of each, in the order of the names
//   walk       started at, signed varint of microseconds · next item's key with its length
//   backfills  from version 3, which only tables with one have: count · kind u8 · walk of each;
//              before: expiry walk?, which today is never there
//   settings   flags u8 (1 deletion protection, 2 strict, 4 lazy time to live, 8 aggregates,
//              16 stream, 32 warm throughput) · provisioned? · on-demand? · class? · encryption?
//              · aggregates when flagged · stream settings when flagged
//              · warm read, write units: signed varints, when flagged

extension Table {
    private static let version: UInt8 = 1
    private static let versionWithHistory: UInt8 = 2
    private static let versionWithBackfills: UInt8 = 3
    private static let versionWithIndexes: UInt8 = 4

    package func encode(to writer: inout ByteWriter) {
        let version = leastVersion
        writer.write(byte: version)
        writer.write(table: id)
        writer.write(text: name)
        writer.write(text: uuid)
        writer.write(keySchema: keySchema)
        writer.write(signedVarint: createdAt.microseconds)
        settings.encode(to: &writer)
        writer.write(optional: timeToLive) { $1.encode(to: &$0) }
        writer.write(tags: tags)
        if version >= Table.versionWithBackfills {
            writer.write(backfills: backfills)
        } else {
            writer.write(boolean: false)
        }
        if settings.stream != nil { writer.write(stream: stream ?? StreamID(rawValue: 0)) }
        if version != Table.version { history.encode(to: &writer) }
        if version == Table.versionWithIndexes {
            writer.write(index: nextIndexID)
            writer.write(list: indexes) { $1.encode(to: &$0) }
        }
    }

    /// The first version that can say all there is to say.
    private var leastVersion: UInt8 {
        if nextIndexID != .first { return Table.versionWithIndexes }
        if !backfills.isEmpty { return Table.versionWithBackfills }
        return history == TableHistory() ? Table.version : Table.versionWithHistory
    }

    package init(from reader: inout ByteReader) throws(CodecError) {
        let version = try reader.readByte()
        guard (Table.version...Table.versionWithIndexes).contains(version) else {
            throw .invalid(
                "table version \(version), expected \(Table.version) to "
                    + "\(Table.versionWithIndexes)")
        }
        self.init(
            id: try reader.readTable(), name: try reader.readText(), uuid: try reader.readText(),
            keySchema: try reader.readKeySchema(),
            createdAt: Timestamp(microseconds: try reader.readSignedVarint()),
            settings: try TableSettings(from: &reader),
            timeToLive: try reader.readOptional { r throws(CodecError) in
                try TimeToLive(from: &r)
            },
            tags: try reader.readTags(),
            backfills: version >= Table.versionWithBackfills
                ? try reader.readBackfills() : try reader.readExpiryBackfill())
        if settings.stream != nil { stream = try reader.readStream() }
        if version != Table.version { history = try TableHistory(from: &reader) }
        if version == Table.versionWithIndexes {
            nextIndexID = try reader.readIndex()
            let schema = keySchema
            indexes = try reader.readList { r throws(CodecError) in
                try SecondaryIndex(from: &r, of: schema)
            }
        }
    }
}

extension ByteWriter {
    /// In the order of their kinds, so that equal tables have equal bytes.
    fileprivate mutating func write(backfills: [DerivedKind: BackfillWalk]) {
        write(list: backfills.sorted { $0.key.rawValue < $1.key.rawValue }) { writer, backfill in
            writer.write(byte: backfill.key.rawValue)
            writer.write(walk: backfill.value)
        }
    }
}

extension ByteReader {
    fileprivate mutating func readBackfills() throws(CodecError) -> [DerivedKind: BackfillWalk] {
        var backfills: [DerivedKind: BackfillWalk] = [:]
        for _ in 0..<(try readCount()) {
            let number = try readByte()
            backfills[DerivedKind(rawValue: number)] = try readWalk()
        }
        return backfills
    }

    /// As it was when there was but one kind.
    fileprivate mutating func readExpiryBackfill() throws(CodecError)
        -> [DerivedKind: BackfillWalk]
    {
        let walk = try readOptional { r throws(CodecError) in try r.readWalk() }
        return walk.map { [.expiry: $0] } ?? [:]
    }
}

extension TimeToLive {
    package func encode(to writer: inout ByteWriter) {
        writer.write(text: attribute)
        writer.write(byte: mode.rawValue)
    }

    package init(from reader: inout ByteReader) throws(CodecError) {
        let attribute = try reader.readText()
        let mode = try reader.readByte()
        guard let mode = Mode(rawValue: mode) else { throw .invalid("time-to-live mode \(mode)") }
        self.init(attribute: attribute, mode: mode)
    }
}

extension TableSettings {
    package func encode(to writer: inout ByteWriter) {
        var flags: UInt8 = 0
        if deletionProtection { flags |= 1 }
        if strict { flags |= 2 }
        if timeToLiveMode == .lazy { flags |= 4 }
        if hasAggregates { flags |= 8 }
        if stream != nil { flags |= 16 }
        if warm != nil { flags |= 32 }
        writer.write(byte: flags)
        writer.write(provisioned: provisioned)
        writer.write(onDemand: onDemand)
        writer.write(optional: tableClass) { $0.write(text: $1) }
        writer.write(optional: encryption) { writer, encryption in
            writer.write(text: encryption.type)
            writer.write(optional: encryption.keyID) { $0.write(text: $1) }
        }
        if hasAggregates { encodeAggregates(to: &writer) }
        stream?.encode(to: &writer)
        if let warm { writer.write(warm: warm) }
    }

    package init(from reader: inout ByteReader) throws(CodecError) {
        self.init()
        let flags = try reader.readByte()
        guard flags & ~63 == 0 else { throw .invalid("table setting flags \(flags)") }
        deletionProtection = flags & 1 != 0
        strict = flags & 2 != 0
        timeToLiveMode = flags & 4 != 0 ? .lazy : .exact
        provisioned = try reader.readProvisioned()
        onDemand = try reader.readOnDemand()
        tableClass = try reader.readOptional { r throws(CodecError) in try r.readText() }
        encryption = try reader.readOptional { r throws(CodecError) in
            Encryption(
                type: try r.readText(),
                keyID: try r.readOptional { r throws(CodecError) in try r.readText() })
        }
        if flags & 8 != 0 { try readAggregates(from: &reader) }
        if flags & 16 != 0 { stream = try StreamSettings(from: &reader) }
        if flags & 32 != 0 { warm = try reader.readWarm() }
    }
}

extension TableDefinition {
    package func encode(to writer: inout ByteWriter) {
        writer.write(text: name)
        writer.write(text: uuid)
        writer.write(keySchema: keySchema)
        settings.encode(to: &writer)
        writer.write(tags: tags)
    }

    package init(from reader: inout ByteReader) throws(CodecError) {
        self.init(
            name: try reader.readText(), uuid: try reader.readText(),
            keySchema: try reader.readKeySchema(), settings: try TableSettings(from: &reader),
            tags: try reader.readTags())
    }
}
