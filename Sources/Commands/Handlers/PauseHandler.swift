package import Model
package import Values

/// Pauses a handler, or lets it go on.
package struct PauseHandler: HandlerCommand {
    package typealias Rejection = HandlerNotFound

    package static let form = CommandForm(kind: 8, part: 3)

    package var handler: HandlerID
    package var isPaused: Bool

    package init(_ handler: HandlerID, _ isPaused: Bool) {
        self.handler = handler
        self.isPaused = isPaused
    }

    package func change(
        _ catalog: inout Catalog, at time: Timestamp
    ) throws(HandlerNotFound) -> HandlerChange {
        guard let known = catalog.handlers[handler] else { throw HandlerNotFound() }
        return HandlerChange(
            handler: catalog.change(known, at: time) { $0.definition.isPaused = isPaused })
    }

    // Body: handler varint · paused u8
    package func encodeBody(to writer: inout ByteWriter) {
        writer.write(handler: handler)
        writer.write(boolean: isPaused)
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        handler = try reader.readHandler()
        isPaused = try reader.readBoolean()
    }
}
