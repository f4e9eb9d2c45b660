import Model
package import Values

/// Writes to different items of which all happen or none.
package struct Transaction: Command {
    package enum Rejection: Error, Hashable, Sendable {
        case tableNotFound
        /// One reason per action in order; `nil` where that action was fine.
        case cancelled([WriteRejection?])
        /// The token was used for another transaction within its life.
        case tokenMismatch
    }

    package enum Reply: Hashable, Sendable {
        /// One per write, in the order of the request; a condition check changes nothing.
        case applied([Change])
        /// It was applied before under the same token; bytes of each action's image.
        case repeated(imageBytes: [Int])
    }

    package static let form = CommandForm(kind: 3)
    package static let traits: CommandTraits = []

    package var writes: [ItemWrite]
    /// With a token, a retry within its life changes nothing and succeeds.
    package var token: TransactionToken?

    package init(writes: [ItemWrite], token: TransactionToken? = nil) {
        self.writes = writes
        self.token = token
    }

    package var itemCount: Int { max(writes.count, 1) }
    package var directEntryCount: Int { writes.onceCount + (token == nil ? 0 : 1) }

    // Body: writes · token?: text, digest with its length
    package func encodeBody(to writer: inout ByteWriter) {
        writes.encode(to: &writer)
        writer.write(optional: token) { writer, token in
            writer.write(text: token.text)
            writer.write(lengthPrefixed: token.digest)
        }
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        writes = try [ItemWrite](from: &reader)
        token = try reader.readOptional { r throws(CodecError) in
            TransactionToken(text: try r.readText(), digest: try r.readLengthPrefixed())
        }
    }
}
