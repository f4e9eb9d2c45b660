package import Model
import Values

extension Catalog {
    /// What a change of a handler comes to.
    package struct HandlerChange: Sendable {
        /// The handler afterwards; of a removal, as it was.
        package let handler: Handler
        /// Where it begins anew, if it does.
        package var restart: StreamStart?
        /// Whether it goes on in another stream of its table, behind all that it has done.
        package var goesOn = false
        /// The stream that it had before, when that was another one.
        package var left: StreamID?
        package var isRemoval = false
        /// Whether state that windows handed on means nothing any more.
        package var dropsWindows = false
    }

    /// Applies a change of a handler.
    package mutating func apply(
        _ mutation: HandlerMutation, at time: Timestamp
    ) throws(Refusal) -> HandlerChange {
        switch mutation {
        case .define(let definition, let uuid, let match):
            return try define(definition, uuid: uuid, match, at: time)
        case .remove(let id):
            guard let handler = handlers[id] else { throw .handlerNotFound }
            handlers[id] = nil
            return HandlerChange(handler: handler, isRemoval: true)
        case .pause(let id, let isPaused):
            let handler = try change(id, at: time) { $0.definition.isPaused = isPaused }
            return HandlerChange(handler: handler)
        case .follow(let id):
            return try follow(id, at: time)
        case .replay(let id, let start):
            return try replay(id, from: start, at: time)
        }
    }

    private mutating func define(
        _ definition: HandlerDefinition, uuid: Text, _ match: HandlerMatch, at time: Timestamp
    ) throws(Refusal) -> HandlerChange {
        guard let known = try matched(definition, match) else {
            return try create(definition, uuid: uuid, at: time)
        }
        let isSameTable = known.definition.table == definition.table
        // A handler goes on with a closed stream until it is done with it, and then follows.
        let isKept = isSameTable && streams[known.stream] != nil
        let stream: StreamID
        if isKept {
            stream = known.stream
        } else if isSameTable, let next = nextStream(of: known) {
            stream = next
        } else {
            stream = try openStream(for: definition)
        }
        let handler = try change(known.id, at: time) { handler in
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

    private func matched(
        _ definition: HandlerDefinition, _ match: HandlerMatch
    ) throws(Refusal) -> Handler? {
        let named = handler(named: definition.name)
        switch match {
        case .any:
            return named
        case .new:
            if let named { throw .handlerExists(name: named.definition.name) }
            return nil
        case .existing(let id):
            guard let handler = handlers[id] else { throw .handlerNotFound }
            if let named, named.id != id {
                throw .handlerExists(name: named.definition.name)
            }
            return handler
        }
    }

    private mutating func create(
        _ definition: HandlerDefinition, uuid: Text, at time: Timestamp
    ) throws(Refusal) -> HandlerChange {
        if handlers.count >= Limits.handlersMax {
            throw .handlerLimitReached(limit: Limits.handlersMax)
        }
        let handler = Handler(
            id: next.handler, uuid: uuid, definition: definition,
            stream: try openStream(for: definition), createdAt: time, changedAt: time, generation: 1
        )
        next.handler = HandlerID(rawValue: handler.id.rawValue + 1)
        handlers[handler.id] = handler
        return HandlerChange(handler: handler, restart: definition.start)
    }

    private func openStream(for definition: HandlerDefinition) throws(Refusal) -> StreamID {
        guard let table = self[definition.table] else { throw .tableNotFound }
        guard let open = table.stream else { throw .streamNotFound }
        return open
    }

    /// Whether the handler is done with its stream is for the caller to see.
    private mutating func follow(
        _ id: HandlerID, at time: Timestamp
    ) throws(Refusal) -> HandlerChange {
        guard let handler = handlers[id] else { throw .handlerNotFound }
        guard streams[handler.stream]?.isOpen != true, let next = nextStream(of: handler) else {
            throw .streamNotFound
        }
        let changed = try change(id, at: time) { $0.stream = next }
        return HandlerChange(handler: changed, goesOn: true, left: handler.stream)
    }

    private mutating func replay(
        _ id: HandlerID, from start: StreamStart, at time: Timestamp
    ) throws(Refusal) -> HandlerChange {
        guard let handler = handlers[id] else { throw .handlerNotFound }
        if streams[handler.stream] != nil {
            let handler = try change(id, at: time) { _ in }
            return HandlerChange(handler: handler, restart: start)
        }
        // What it read is forgotten: the place is one in the streams that came after.
        guard let next = nextStream(of: handler) else { throw .streamNotFound }
        let changed = try change(id, at: time) { $0.stream = next }
        return HandlerChange(handler: changed, restart: start, left: handler.stream)
    }

    /// The stream of its table that came after the one that the handler has.
    private func nextStream(of handler: Handler) -> StreamID? {
        streams.values
            .filter { $0.tableName == handler.definition.table && $0.id > handler.stream }
            .map(\.id).min()
    }

    private mutating func change(
        _ id: HandlerID, at time: Timestamp, _ body: (inout Handler) -> Void
    ) throws(Refusal) -> Handler {
        guard var handler = handlers[id] else { throw .handlerNotFound }
        body(&handler)
        handler.changedAt = time
        handler.generation += 1
        handlers[id] = handler
        return handler
    }
}
