package import Model
package import Values

/// One step of the walk that adds derived entries for the items that a table held before it wanted them.
package struct BackfillStep: Command {
    /// The table afterwards.
    package typealias Reply = Table
    package typealias Rejection = TableNotFound

    /// For the expiry index.
    package static let form = CommandForm(kind: 6)
    /// For any other kind.
    private static let formWithKind = CommandForm(version: 2, kind: 6)
    package static let otherForms = [formWithKind]
    package static let traits: CommandTraits = .changesCatalog

    package var table: TableID
    package var kind: DerivedKind
    /// The walk as the step was prepared for it: a step that comes too late changes nothing.
    package var walk: BackfillWalk
    /// Keys of items in stored form; each item is looked at again when this is applied.
    package var storedKeys: [[UInt8]]
    /// Where the walk goes on; `nil` when the table has been walked to its end.
    package var next: [UInt8]?

    package init(
        of kind: DerivedKind, table: TableID, walk: BackfillWalk, storedKeys: [[UInt8]],
        next: [UInt8]?
    ) {
        self.table = table
        self.kind = kind
        self.walk = walk
        self.storedKeys = storedKeys
        self.next = next
    }

    package var form: CommandForm {
        kind == .expiry ? BackfillStep.form : BackfillStep.formWithKind
    }

    package var itemCount: Int { max(storedKeys.count, 1) }
    package var directEntryCount: Int { itemCount }

    // Body: in version 2: kind u8 · table varint · walk · count · item's key with its length, of each · next?
    package func encodeBody(to writer: inout ByteWriter) {
        if kind != .expiry { writer.write(byte: kind.rawValue) }
        writer.write(table: table)
        writer.write(walk: walk)
        writer.write(list: storedKeys) { $0.write(lengthPrefixed: $1) }
        writer.write(optional: next) { $0.write(lengthPrefixed: $1) }
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        if form == BackfillStep.form {
            kind = .expiry
        } else {
            kind = DerivedKind(rawValue: try reader.readByte())
            // One step has one form.
            if kind == .expiry { throw .invalid("derived kind \(kind.rawValue)") }
        }
        table = try reader.readTable()
        walk = try reader.readWalk()
        storedKeys = try reader.readList { r throws(CodecError) in try r.readLengthPrefixed() }
        next = try reader.readOptional { r throws(CodecError) in try r.readLengthPrefixed() }
    }
}
