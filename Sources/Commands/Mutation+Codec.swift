import Expressions
import Model
package import Values

// The log's payload:
//
//   version   u8      1; 2 for increments with a digest
//   kind      u8      1 write · 2 batch · 3 transaction · 4 catalog · 5 expire · 6 index expiries
//                     · 7 increments · 8 handler · 9 advance · 10 trim
//   body              by kind; counts and lengths are varints
//
//   write             table varint · key · condition? · action
//   key               partition value · 1 byte: sort present · sort value
//   condition?        1 byte: present · condition
//   action            1 put item · 2 update update? · 3 delete · 4 check
//   increments        table varint · source · sequence signed varint · count · key, condition?,
//                     action of each
//                     in version 2 the digest, fixed u64, follows the sequence

extension Mutation {
    private static let version: UInt8 = 1
    /// Of increments with a digest of their batch; whatever else is said in version 1.
    private static let digestVersion: UInt8 = 2

    /// Writes the one binary form of this mutation.
    package func encode(to writer: inout ByteWriter) {
        writer.write(byte: hasDigest ? Mutation.digestVersion : Mutation.version)
        switch self {
        case .write(let write):
            writer.write(byte: 1)
            write.encode(to: &writer)
        case .batch(let writes):
            writer.write(byte: 2)
            writes.encode(to: &writer)
        case .transaction(let transaction):
            writer.write(byte: 3)
            transaction.writes.encode(to: &writer)
            writer.write(optional: transaction.token) { writer, token in
                writer.write(text: token.text)
                writer.write(lengthPrefixed: token.digest)
            }
        case .catalog(let mutation):
            writer.write(byte: 4)
            mutation.encode(to: &writer)
        case .expire(let expiries):
            writer.write(byte: 5)
            writer.write(list: expiries) { writer, expiry in
                writer.write(signedVarint: expiry.lastSecond)
                writer.write(table: expiry.table)
                writer.write(lengthPrefixed: expiry.storedKey)
            }
        case .indexExpiries(let backfill):
            writer.write(byte: 6)
            writer.write(table: backfill.table)
            writer.write(walk: backfill.walk)
            writer.write(list: backfill.storedKeys) { $0.write(lengthPrefixed: $1) }
            writer.write(optional: backfill.next) { $0.write(lengthPrefixed: $1) }
        case .increments(let batch):
            writer.write(byte: 7)
            batch.encode(to: &writer)
        case .handler(let mutation):
            writer.write(byte: 8)
            mutation.encode(to: &writer)
        case .advance(let advance):
            writer.write(byte: 9)
            advance.encode(to: &writer)
        case .trim(let trims):
            writer.write(byte: 10)
            writer.write(list: trims) { writer, trim in
                writer.write(stream: trim.stream)
                writer.write(sequence: trim.through)
            }
        }
    }

    /// Reads what `encode` wrote; anything else throws.
    package init(from reader: inout ByteReader) throws(CodecError) {
        let version = try reader.readByte()
        guard version == Mutation.version || version == Mutation.digestVersion else {
            throw .invalid("mutation version \(version), expected 1 or 2")
        }
        let kind = try reader.readByte()
        guard version == Mutation.version || kind == 7 else {
            throw .invalid("mutation kind \(kind) in version \(version)")
        }
        switch kind {
        case 1:
            self = .write(try ItemWrite(from: &reader))
        case 2:
            self = .batch(try [ItemWrite](from: &reader))
        case 3:
            let writes = try [ItemWrite](from: &reader)
            let token = try reader.readOptional { r throws(CodecError) in
                TransactionToken(text: try r.readText(), digest: try r.readLengthPrefixed())
            }
            self = .transaction(Transaction(writes: writes, token: token))
        case 4:
            self = .catalog(try CatalogMutation(from: &reader))
        case 5:
            self = .expire(
                try reader.readList { r throws(CodecError) in
                    Expiry(
                        lastSecond: try r.readSignedVarint(), table: try r.readTable(),
                        storedKey: try r.readLengthPrefixed())
                })
        case 6:
            self = .indexExpiries(
                ExpiryBackfill(
                    table: try reader.readTable(), walk: try reader.readWalk(),
                    storedKeys: try reader.readList { r throws(CodecError) in
                        try r.readLengthPrefixed()
                    },
                    next: try reader.readOptional { r throws(CodecError) in
                        try r.readLengthPrefixed()
                    }))
        case 7:
            self = .increments(
                try IncrementBatch(
                    from: &reader, hasDigest: version == Mutation.digestVersion))
        case 8:
            self = .handler(try HandlerMutation(from: &reader))
        case 9:
            self = .advance(try HandlerAdvance(from: &reader))
        case 10:
            self = .trim(
                try reader.readList { r throws(CodecError) in
                    StreamTrim(stream: try r.readStream(), through: try r.readSequence())
                })
        case let kind:
            throw .invalid("mutation kind \(kind)")
        }
    }

    private var hasDigest: Bool {
        guard case .increments(let batch) = self else { return false }
        return batch.mark.digest != nil
    }
}

extension IncrementBatch {
    /// The table stands once, before all writes.
    fileprivate func encode(to writer: inout ByteWriter) {
        writer.write(table: table)
        writer.write(text: mark.source)
        writer.write(signedVarint: mark.sequence)
        if let digest = mark.digest { writer.write(fixed: digest) }
        writer.write(count: writes.count)
        let writes = writes.span
        for index in writes.indices { writes[index].encodeWithoutTable(to: &writer) }
    }

    fileprivate init(from reader: inout ByteReader, hasDigest: Bool) throws(CodecError) {
        let table = try reader.readTable()
        self.init(
            table: table,
            mark: SourceMark(
                source: try reader.readText(), sequence: try reader.readSignedVarint(),
                digest: hasDigest ? try reader.readFixed() : nil),
            writes: try [ItemWrite](to: table, from: &reader))
    }
}

extension ItemWrite {
    func encode(to writer: inout ByteWriter) {
        writer.write(table: table)
        encodeWithoutTable(to: &writer)
    }

    fileprivate func encodeWithoutTable(to writer: inout ByteWriter) {
        writer.write(key: key)
        writer.write(boolean: condition != nil)
        condition?.encode(to: &writer)
        switch action {
        case .put(let item):
            writer.write(byte: 1)
            writer.write(item: item)
        case .update(let update):
            writer.write(byte: 2)
            writer.write(boolean: update != nil)
            update?.encode(to: &writer)
        case .delete:
            writer.write(byte: 3)
        case .check:
            writer.write(byte: 4)
        }
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        try self.init(to: try reader.readTable(), from: &reader)
    }

    fileprivate init(to table: TableID, from reader: inout ByteReader) throws(CodecError) {
        let key = try reader.readKey()
        let condition = try reader.readBoolean() ? try Condition(from: &reader) : nil
        let action: Action =
            switch try reader.readByte() {
            case 1: .put(try reader.readItem())
            case 2:
                .update(try reader.readBoolean() ? try Update(from: &reader) : nil)
            case 3: .delete
            case 4: .check
            case let kind: throw .invalid("action kind \(kind)")
            }
        self.init(table: table, key: key, condition: condition, action: action)
    }
}

// Written out, not made of the model's generic parts: those of another target are not compiled for
// these types, and every write of a batch passes here.
extension [ItemWrite] {
    func encode(to writer: inout ByteWriter) {
        writer.write(count: count)
        let writes = span
        for index in writes.indices { writes[index].encode(to: &writer) }
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        let count = try reader.readCount()
        self.init()
        reserveCapacity(Swift.min(count, 1024))
        for _ in 0..<count { append(try ItemWrite(from: &reader)) }
    }

    fileprivate init(to table: TableID, from reader: inout ByteReader) throws(CodecError) {
        let count = try reader.readCount()
        self.init()
        reserveCapacity(Swift.min(count, 1024))
        for _ in 0..<count { append(try ItemWrite(to: table, from: &reader)) }
    }
}
