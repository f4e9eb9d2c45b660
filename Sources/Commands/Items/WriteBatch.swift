package import Values

/// Puts and deletes of different items, of which all happen or none.
package struct WriteBatch: Command {
    package enum Rejection: Error, Hashable, Sendable {
        case tableNotFound
        /// The first write that cannot be carried out.
        case write(index: Int, WriteRejection)
    }

    /// One per write, in their order.
    package typealias Reply = [Change]

    package static let form = CommandForm(kind: 2)
    package static let traits: CommandTraits = []

    package var writes: [ItemWrite]

    package init(_ writes: [ItemWrite]) {
        self.writes = writes
    }

    package var itemCount: Int { max(writes.count, 1) }
    package var directEntryCount: Int { writes.onceCount }

    // Body: writes
    package func encodeBody(to writer: inout ByteWriter) {
        writes.encode(to: &writer)
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        writes = try [ItemWrite](from: &reader)
    }
}
