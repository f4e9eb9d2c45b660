package import Model
package import Values

/// Removes a handler and where it stands.
package struct RemoveHandler: HandlerCommand {
    package typealias Rejection = HandlerNotFound

    package static let form = CommandForm(kind: 8, part: 2)

    package var handler: HandlerID

    package init(_ handler: HandlerID) {
        self.handler = handler
    }

    package func change(
        _ catalog: inout Catalog, at time: Timestamp
    ) throws(HandlerNotFound) -> HandlerChange {
        guard let known = catalog.handlers[handler] else { throw HandlerNotFound() }
        catalog.handlers[handler] = nil
        return HandlerChange(handler: known, isRemoval: true)
    }

    // Body: handler varint
    package func encodeBody(to writer: inout ByteWriter) {
        writer.write(handler: handler)
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        handler = try reader.readHandler()
    }
}
