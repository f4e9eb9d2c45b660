package import Model
package import Values

/// Writes to one table that count once however often they are sent.
///
/// They are applied in their order, each seeing the ones before it, and all of them or none; the
/// mark moves with them.
package struct IncrementBatch: Command {
    package enum Rejection: Error, Hashable, Sendable {
        case tableNotFound
        /// A batch must go on where its source's last one ended.
        case sequenceGap(expected: Int64)
        /// The source has sent another batch under this number; `last` is its last one.
        case sequenceReused(last: Int64)
        /// The batch's number lies before `oldest`, the first one of its source with a stored
        /// digest.
        case sequenceTooOld(last: Int64, oldest: Int64)
        case writes(SequenceRejection)
    }

    package enum Reply: Hashable, Sendable {
        case applied
        /// It was applied before; `last` is its source's last sequence number.
        case duplicate(last: Int64)
    }

    package static let form = CommandForm(kind: 7)
    /// With a digest of the batch.
    package static let digestForm = CommandForm(version: 2, kind: 7)
    package static let otherForms = [digestForm]
    package static let traits: CommandTraits = []

    package var table: TableID
    package var mark: HighWaterMark
    package var writes: [ItemWrite]

    package init(table: TableID, mark: HighWaterMark, writes: [ItemWrite]) {
        self.table = table
        self.mark = mark
        self.writes = writes
    }

    package var form: CommandForm {
        mark.digest == nil ? IncrementBatch.form : IncrementBatch.digestForm
    }

    // An id of ONCE is an entry of its own, and so is the high-water mark.
    package var itemCount: Int { writes.reduce(1) { $0 + ($1.once == nil ? 1 : 2) } }
    package var directEntryCount: Int { 1 + writes.onceCount }

    package var certainRejection: Rejection? { writes.certainRejection.map { .writes($0) } }

    // Body: table varint · source · sequence signed varint · in version 2: digest u64 · count ·
    // key, condition?, action of each
    package func encodeBody(to writer: inout ByteWriter) {
        writer.write(table: table)
        writer.write(text: mark.source)
        writer.write(signedVarint: mark.sequence)
        if let digest = mark.digest { writer.write(fixed: digest) }
        writer.write(count: writes.count)
        let writes = writes.span
        for index in writes.indices { writes[index].encodeWithoutTable(to: &writer) }
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        let table = try reader.readTable()
        self.table = table
        mark = HighWaterMark(
            source: try reader.readText(), sequence: try reader.readSignedVarint(),
            digest: form == IncrementBatch.digestForm ? try reader.readFixed() : nil)
        let count = try reader.readCount()
        writes = []
        writes.reserveCapacity(min(count, 1024))
        for _ in 0..<count { writes.append(try ItemWrite(to: table, from: &reader)) }
    }
}
