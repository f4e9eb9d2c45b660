package import Model
package import Values

/// One step of a handler: its position in one part of a shard moves on, and what it writes is written.
///
/// Both happen or neither does, which makes the effect of a handler's writes exactly once.
package struct AdvanceHandler: Command, Equatable {
    package enum Rejection: Error, Hashable, Sendable {
        case handlerNotFound
        /// The handler is not where its step begins, because its position was set anew meanwhile.
        case moved
        /// The table of one of the writes is gone.
        case tableNotFound(index: Int)
        case writes(SequenceRejection)
    }

    package typealias Reply = Void

    package static let form = CommandForm(kind: 9)
    package static let traits: CommandTraits = .hasLargeEntries

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
    /// Applied in order; each write sees the effects of those before it.
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

    // The position, and what goes with it.
    package var itemCount: Int { writes.reduce(1) { $0 + ($1.once == nil ? 1 : 2) } }
    package var directEntryCount: Int { 1 + writes.onceCount }

    package var certainRejection: Rejection? { writes.certainRejection.map { .writes($0) } }

    // Body: handler varint · generation varint · shard varint · first slot, end of slots: varints ·
    // from, to: varints · window state? · writes
    package func encodeBody(to writer: inout ByteWriter) {
        writer.write(handler: handler)
        writer.write(count: generation)
        writer.write(count: shard)
        writer.write(count: slots.lowerBound)
        writer.write(count: slots.upperBound)
        writer.write(sequence: from)
        writer.write(sequence: to)
        writer.write(optional: window) { $1.encode(to: &$0) }
        writes.encode(to: &writer)
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        handler = try reader.readHandler()
        generation = try reader.readNumber("a generation")
        shard = try reader.readNumber("a shard")
        let first = try reader.readNumber("a slot")
        let end = try reader.readNumber("a slot")
        guard first < end, end <= ChangeStream.slots else {
            throw .invalid("slots from \(first) to \(end)")
        }
        slots = first..<end
        from = try reader.readSequence()
        to = try reader.readSequence()
        window = try reader.readOptional { r throws(CodecError) in try WindowState(from: &r) }
        writes = try [ItemWrite](from: &reader)
    }
}
