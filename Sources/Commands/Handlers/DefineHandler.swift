package import Model
package import Values

/// Makes a handler, or gives one another definition; which, is for the match to say.
package struct DefineHandler: HandlerCommand {
    package enum Rejection: Error, Hashable, Sendable {
        case handlerNotFound
        /// There is another handler of this name.
        case handlerExists(name: Text)
        case handlerLimitReached(limit: Int)
        /// The table that the handler is for is not there.
        case tableNotFound
        /// The table that the handler is for has no open stream.
        case streamNotFound
    }

    package static let form = CommandForm(kind: 8, part: 1)

    package var definition: HandlerDefinition
    /// That of a new handler.
    package var uuid: Text
    package var match: HandlerMatch

    package init(_ definition: HandlerDefinition, uuid: Text, _ match: HandlerMatch) {
        self.definition = definition
        self.uuid = uuid
        self.match = match
    }

    package func change(
        _ catalog: inout Catalog, at time: Timestamp
    ) throws(Rejection) -> HandlerChange {
        guard let known = try matched(in: catalog) else {
            return try create(in: &catalog, at: time)
        }
        let isSameTable = known.definition.table == definition.table
        // A handler goes on with a closed stream until it is done with it, and then follows.
        let isKept = isSameTable && catalog.streams[known.stream] != nil
        let stream: StreamID
        if isKept {
            stream = known.stream
        } else if isSameTable, let next = catalog.nextStream(of: known) {
            stream = next
        } else {
            stream = try openStream(in: catalog)
        }
        let handler = catalog.change(known, at: time) { handler in
            handler.definition = definition
            // It began long ago; only a replay moves it.
            if isKept { handler.definition.start = known.definition.start }
            handler.stream = stream
        }
        return HandlerChange(
            handler: handler, restart: isSameTable ? nil : definition.start,
            goesOn: isSameTable && !isKept, left: isKept ? nil : known.stream,
            dropsWindows: definition.windowSeconds != known.definition.windowSeconds)
    }

    private func matched(in catalog: Catalog) throws(Rejection) -> Handler? {
        let named = catalog.handler(named: definition.name)
        switch match {
        case .any:
            return named
        case .new:
            if let named { throw .handlerExists(name: named.definition.name) }
            return nil
        case .existing(let id):
            guard let handler = catalog.handlers[id] else { throw .handlerNotFound }
            if let named, named.id != id {
                throw .handlerExists(name: named.definition.name)
            }
            return handler
        }
    }

    private func create(
        in catalog: inout Catalog, at time: Timestamp
    ) throws(Rejection) -> HandlerChange {
        if catalog.handlers.count >= Limits.handlersMax {
            throw .handlerLimitReached(limit: Limits.handlersMax)
        }
        let handler = Handler(
            id: catalog.next.handler, uuid: uuid, definition: definition,
            stream: try openStream(in: catalog), createdAt: time, changedAt: time, generation: 1)
        catalog.next.handler = HandlerID(rawValue: handler.id.rawValue + 1)
        catalog.handlers[handler.id] = handler
        return HandlerChange(handler: handler, restart: definition.start)
    }

    private func openStream(in catalog: Catalog) throws(Rejection) -> StreamID {
        guard let table = catalog[definition.table] else { throw .tableNotFound }
        guard let open = table.stream else { throw .streamNotFound }
        return open
    }

    // Body: definition · uuid · 1 any, 2 new, or 3 existing · handler varint
    package func encodeBody(to writer: inout ByteWriter) {
        definition.encode(to: &writer)
        writer.write(text: uuid)
        match.encode(to: &writer)
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        definition = try HandlerDefinition(from: &reader)
        uuid = try reader.readText()
        match = try HandlerMatch(from: &reader)
    }
}
