import Values

/// Something the idempotency table remembers until a second, and that a checkpoint takes out of
/// the main store after it.
///
///     version u8 = 1 · last second signed varint · the rest
protocol IdempotencyRecord {
    /// For messages about damage.
    static var name: String { get }
    /// The last second in which it counts.
    var lastSecond: Int64 { get }
    /// The second of the mark by which a checkpoint finds it; never before the last one.
    var markSecond: Int64 { get }
    func encodeRest(to writer: inout ByteWriter)
    init(lastSecond: Int64, rest reader: inout ByteReader) throws(CodecError)
}

extension IdempotencyRecord {
    var markSecond: Int64 { lastSecond }

    func encode(to writer: inout ByteWriter) {
        writer.write(byte: IdempotencyForm.version)
        writer.write(signedVarint: lastSecond)
        encodeRest(to: &writer)
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        let lastSecond = try IdempotencyForm.readLastSecond(from: &reader)
        try self.init(lastSecond: lastSecond, rest: &reader)
    }
}

/// What the forms of all entries begin with.
enum IdempotencyForm {
    fileprivate static let version: UInt8 = 1

    fileprivate static func readLastSecond(
        from reader: inout ByteReader
    ) throws(CodecError) -> Int64 {
        let version = try reader.readByte()
        guard version == IdempotencyForm.version else {
            throw .invalid(
                "idempotency record version \(version), expected \(IdempotencyForm.version)")
        }
        return try reader.readSignedVarint()
    }

    /// The last second of an entry of any kind.
    static func lastSecond(of value: StoredValue) throws(StoreError) -> Int64 {
        do {
            var reader = ByteReader(value.bytes, from: value.start)
            return try readLastSecond(from: &reader)
        } catch {
            throw .corrupt("an idempotency record cannot be decoded: \(error)")
        }
    }
}

extension StoredValue {
    func idempotencyRecord<Entry: IdempotencyRecord>(
        _ type: Entry.Type = Entry.self
    ) throws(StoreError) -> Entry {
        try decoded(Entry.name) { r throws(CodecError) in try Entry(from: &r) }
    }
}
