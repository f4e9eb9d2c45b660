package import Values

/// A handler as the catalog stores it.
package struct Handler: Hashable, Sendable {
    package let id: HandlerID
    /// Its id towards AWS's tools; random, captured in the command that made it.
    package let uuid: Text
    package var definition: HandlerDefinition
    package var stream: StreamID
    package let createdAt: Timestamp
    package var changedAt: Timestamp
    /// Grows with every change except that of its position.
    package var generation: Int

    package init(
        id: HandlerID, uuid: Text, definition: HandlerDefinition, stream: StreamID,
        createdAt: Timestamp, changedAt: Timestamp, generation: Int
    ) {
        self.id = id
        self.uuid = uuid
        self.definition = definition
        self.stream = stream
        self.createdAt = createdAt
        self.changedAt = changedAt
        self.generation = generation
    }
}
