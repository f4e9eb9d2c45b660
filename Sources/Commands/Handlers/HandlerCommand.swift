package import Model

/// A change of what handlers there are or where one stands.
///
/// The reply is the handler after it; for a removal, as it was.
package protocol HandlerCommand: Command where Reply == Handler {
    /// Carries the change out; a rejection leaves the catalog as it was.
    func change(
        _ catalog: inout Catalog, at time: Timestamp
    ) throws(Rejection) -> HandlerChange
}

extension HandlerCommand {
    package static var traits: CommandTraits {
        [.changesCatalog, .notifiesWatchers, .hasLargeEntries]
    }

    package var itemCount: Int { 1 }
    package var directEntryCount: Int { 1 }
}

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

/// The handler that a command is about is not there, or not any more.
package struct HandlerNotFound: Error, Hashable, Sendable {
    package init() {}
}

extension Catalog {
    /// The stream of its table that came after the one that the handler has.
    func nextStream(of handler: Handler) -> StreamID? {
        streams.values
            .filter { $0.tableName == handler.definition.table && $0.id > handler.stream }
            .map(\.id).min()
    }

    /// Puts a handler of the next generation in the place of `known`.
    mutating func change(
        _ known: Handler, at time: Timestamp, _ body: (inout Handler) -> Void
    ) -> Handler {
        var handler = known
        body(&handler)
        handler.changedAt = time
        handler.generation += 1
        handlers[handler.id] = handler
        return handler
    }
}
