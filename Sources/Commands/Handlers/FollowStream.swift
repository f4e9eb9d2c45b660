package import Model
package import Values

/// Turns a handler that is done with a closed stream to the next stream of its table.
package struct FollowStream: HandlerCommand {
    package enum Rejection: Error, Hashable, Sendable {
        case handlerNotFound
        /// The handler's stream is still open, or its table has no later one.
        case streamNotFound
        /// Something is left to do in the handler's stream.
        case notDone
    }

    package static let form = CommandForm(kind: 8, part: 5)

    package var handler: HandlerID

    package init(_ handler: HandlerID) {
        self.handler = handler
    }

    /// Whether the handler is done with its stream is for the caller to see.
    package func change(
        _ catalog: inout Catalog, at time: Timestamp
    ) throws(Rejection) -> HandlerChange {
        guard let known = catalog.handlers[handler] else { throw .handlerNotFound }
        guard catalog.streams[known.stream]?.isOpen != true,
            let next = catalog.nextStream(of: known)
        else { throw .streamNotFound }
        return HandlerChange(
            handler: catalog.change(known, at: time) { $0.stream = next }, goesOn: true,
            left: known.stream)
    }

    // Body: handler varint
    package func encodeBody(to writer: inout ByteWriter) {
        writer.write(handler: handler)
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        handler = try reader.readHandler()
    }
}
