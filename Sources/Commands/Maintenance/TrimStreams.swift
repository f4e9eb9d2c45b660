import Model
package import Values

/// Takes records past their retention away.
package struct TrimStreams: Command {
    package typealias Reply = Void
    package typealias Rejection = Never

    package static let form = CommandForm(kind: 10)
    package static let traits: CommandTraits = .changesCatalog

    package var trims: [StreamTrim]

    package init(_ trims: [StreamTrim]) {
        self.trims = trims
    }

    package var itemCount: Int { max(trims.count, 1) }
    package var directEntryCount: Int { itemCount }

    // Body: count · stream, last number trimmed: varints of each
    package func encodeBody(to writer: inout ByteWriter) {
        writer.write(list: trims) { writer, trim in
            writer.write(stream: trim.stream)
            writer.write(sequence: trim.through)
        }
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        trims = try reader.readList { r throws(CodecError) in
            StreamTrim(stream: try r.readStream(), through: try r.readSequence())
        }
    }
}
