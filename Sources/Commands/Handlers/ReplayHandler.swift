package import Model
package import Values

/// Sets a handler's position anew, everywhere.
package struct ReplayHandler: HandlerCommand {
    package enum Rejection: Error, Hashable, Sendable {
        case handlerNotFound
        /// The handler's stream is gone, and its table has no later one.
        case streamNotFound
    }

    package static let form = CommandForm(kind: 8, part: 4)

    package var handler: HandlerID
    package var start: StreamStart

    package init(_ handler: HandlerID, from start: StreamStart) {
        self.handler = handler
        self.start = start
    }

    package func change(
        _ catalog: inout Catalog, at time: Timestamp
    ) throws(Rejection) -> HandlerChange {
        guard let known = catalog.handlers[handler] else { throw .handlerNotFound }
        if catalog.streams[known.stream] != nil {
            return HandlerChange(
                handler: catalog.change(known, at: time) { _ in }, restart: start)
        }
        // What it read is forgotten: the place is one in the streams that came after.
        guard let next = catalog.nextStream(of: known) else { throw .streamNotFound }
        return HandlerChange(
            handler: catalog.change(known, at: time) { $0.stream = next }, restart: start,
            left: known.stream)
    }

    // Body: handler varint · start
    package func encodeBody(to writer: inout ByteWriter) {
        writer.write(handler: handler)
        start.encode(to: &writer)
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        handler = try reader.readHandler()
        start = try StreamStart(from: &reader)
    }
}
