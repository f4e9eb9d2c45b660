import Model
package import Values

/// Deletes items whose time to live has ended.
package struct ExpireItems: Command {
    /// How many of them were there and had ended.
    package typealias Reply = Int
    package typealias Rejection = Never

    package static let form = CommandForm(kind: 5)
    package static let traits: CommandTraits = []

    package var expiries: [Expiry]

    package init(_ expiries: [Expiry]) {
        self.expiries = expiries
    }

    package var itemCount: Int { max(expiries.count, 1) }
    package var directEntryCount: Int { itemCount }

    // Body: count · last second signed varint, table varint, item's key with its length, of each
    package func encodeBody(to writer: inout ByteWriter) {
        writer.write(list: expiries) { writer, expiry in
            writer.write(signedVarint: expiry.lastSecond)
            writer.write(table: expiry.table)
            writer.write(lengthPrefixed: expiry.storedKey)
        }
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        expiries = try reader.readList { r throws(CodecError) in
            Expiry(
                lastSecond: try r.readSignedVarint(), table: try r.readTable(),
                storedKey: try r.readLengthPrefixed())
        }
    }
}
