import Commands
import Model
import Values

// The stored form of a record; stream, shard and sequence number are its key.
//
//   version u8 = 1 · flags u8 · time µs signed varint · slot u16 · ordinal varint
//   · bytes before it varint · key · old item? · new item?
//
//   flags: 1 insert, 2 modify, 3 remove · 4 expiry · 8 an old item follows · 16 a new one

extension ChangeRecord {
    fileprivate static let version: UInt8 = 1

    /// Writes the record that comes after what `totals` say of its shard.
    static func encode(
        _ kind: Kind, isExpiry: Bool, time: Timestamp, slot: UInt16, key: Key,
        old: ItemImage?, new: ItemImage?, after totals: StreamTotals.ShardTotals
    ) -> [UInt8] {
        var writer = ByteWriter(capacity: 128)
        writer.write(byte: version)
        var flags = kind.rawValue
        if isExpiry { flags |= 4 }
        if old != nil { flags |= 8 }
        if new != nil { flags |= 16 }
        writer.write(byte: flags)
        writer.write(signedVarint: time.microseconds)
        writer.write(fixed: slot)
        writer.write(varint: UInt64(totals.records + 1))
        writer.write(varint: UInt64(totals.bytes))
        writer.write(key: key)
        if let old { writer.write(image: old) }
        if let new { writer.write(image: new) }
        return writer.bytes
    }

    init(_ value: StoredValue, at sequence: SequenceNumber) throws(StoreError) {
        do {
            var reader = ByteReader(value.bytes, from: value.start)
            let header = try ChangeHeader(
                from: &reader, storedBytes: value.bytes.count - value.start)
            guard let kind = Kind(rawValue: header.flags & 3), header.flags & ~31 == 0 else {
                throw CodecError.invalid("flags \(header.flags)")
            }
            self.init(
                sequence: sequence, kind: kind, isExpiry: header.flags & 4 != 0,
                time: header.time, slot: header.slot, key: try reader.readKey(),
                oldImage: header.flags & 8 != 0 ? try reader.readImage() : nil,
                newImage: header.flags & 16 != 0 ? try reader.readImage() : nil,
                ordinal: header.ordinal,
                bytesThrough: header.bytesThrough,
                storedBytes: header.storedBytes)
            try reader.expectEnd()
        } catch {
            throw .corrupt("a change record cannot be decoded: \(error)")
        }
    }
}

/// What stands in a record before its key: all that counting and trimming need.
struct ChangeHeader {
    fileprivate let flags: UInt8
    let time: Timestamp
    let slot: UInt16
    let ordinal: Int64
    let bytesBefore: Int64
    /// With this record.
    let bytesThrough: Int64
    let storedBytes: Int

    init(_ value: StoredValue) throws(StoreError) {
        do {
            var reader = ByteReader(value.bytes, from: value.start)
            try self.init(from: &reader, storedBytes: value.bytes.count - value.start)
        } catch {
            throw .corrupt("a change record cannot be decoded: \(error)")
        }
    }

    fileprivate init(from reader: inout ByteReader, storedBytes: Int) throws(CodecError) {
        let version = try reader.readByte()
        guard version == ChangeRecord.version else {
            throw .invalid("version \(version), expected \(ChangeRecord.version)")
        }
        self.storedBytes = storedBytes
        flags = try reader.readByte()
        time = Timestamp(microseconds: try reader.readSignedVarint())
        slot = try reader.readFixed()
        ordinal = try reader.readShardFigure()
        bytesBefore = try reader.readShardFigure()
        bytesThrough = bytesBefore + Int64(storedBytes)
    }
}
