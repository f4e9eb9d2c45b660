package import Model
package import Values

/// A change of what handlers there are or where one stands.
package enum HandlerMutation: Hashable, Sendable {
    /// Makes a handler, or gives one another definition; which, is for the match to say.
    case define(HandlerDefinition, uuid: Text, HandlerMatch)
    case remove(HandlerID)
    case pause(HandlerID, Bool)
    /// Turns a handler that is done with a closed stream to the next stream of its table.
    case follow(HandlerID)
    /// Sets the handler's position anew, everywhere.
    case replay(HandlerID, from: StreamStart)
}

/// Which handler a definition is for.
package enum HandlerMatch: Hashable, Sendable {
    /// The one of its name; a new one when there is none.
    case any
    /// A new one; a known name is refused.
    case new
    /// This one.
    case existing(HandlerID)
}

/// One step of a handler: its position in one part of a shard moves on, and what it writes is written.
///
/// Both happen or neither does, which makes the effect of a handler's writes exactly once.
package struct HandlerAdvance: Hashable, Sendable {
    package var handler: HandlerID
    /// The handler's generation; in another one, nothing happens.
    package var generation: Int
    package var shard: Int
    package var slots: Range<Int>
    /// Where it stood; when it stands elsewhere by now, nothing happens.
    package var from: SequenceNumber
    package var to: SequenceNumber
    /// What its open window holds; `nil` when none is open.
    package var window: WindowState?
    /// Applied in order; each sees those before it.
    package var writes: [ItemWrite]

    package init(
        handler: HandlerID, generation: Int, shard: Int, slots: Range<Int>,
        from: SequenceNumber, to: SequenceNumber, window: WindowState? = nil,
        writes: [ItemWrite] = []
    ) {
        self.handler = handler
        self.generation = generation
        self.shard = shard
        self.slots = slots
        self.from = from
        self.to = to
        self.window = window
        self.writes = writes
    }
}
