package import Commands
package import Engine

/// What is left to do for a request once it is understood.
package enum Plan: Sendable {
    /// Nothing: this is the response. Point reads end here, they run where the request arrived.
    case respond(Response)
    /// Only known after something that may block for a moment, on a thread of the reader pool.
    case deferred(@Sendable () -> Plan)
    /// A read of a page, for a thread of the reader pool.
    case read(@Sendable (borrowing Snapshot) throws(StoreError) -> Response)
    /// A read of a page that is short more often than not: it is carried out where the request
    /// arrived, and begun again on a thread of the pool when it is not done within `inlineBytesMax`
    /// of items.
    case shortRead(
        inlineBytesMax: Int,
        @Sendable (borrowing Snapshot, _ bytesMax: Int) throws(StoreError) -> Response?)
    /// A read that may take long: one slice after the other on the reader pool, each from a snapshot
    /// of its own, with room for others between them.
    case slicedRead(SlicedRead)
    /// A write to one item, and the response to what became of it, which is made on the call's lane.
    ///
    /// A case of its own, as most writes are one: nothing has to be wrapped for it.
    case itemWrite(ItemWrite, @Sendable (ItemWrite.Outcome) -> Response)
    /// Any other write; made by `write` and `batchWrite`.
    case submit(@Sendable (Executor, Call) -> Void)
    /// Something that takes its time, and says itself when it has finished.
    case run(@Sendable (_ finish: @escaping @Sendable (Response) -> Void) -> Void)

    /// A write, and the response to what became of it, which is made on the call's lane.
    package static func write<C: StoreCommand>(
        _ command: C, _ render: @escaping @Sendable (C.Outcome) -> Response
    ) -> Plan {
        .submit { executor, call in
            executor.store.submit(command, on: call.lane) { call.respond(render($0)) }
        }
    }

    /// A write whose response may take so long to make that it is made on a thread of the pool.
    package static func batchWrite<C: StoreCommand>(
        _ command: C, _ rendering: @escaping @Sendable (C.Outcome) -> Rendering
    ) -> Plan {
        .submit { executor, call in
            executor.store.submit(command, on: call.lane) { result in
                switch rendering(result) {
                case .done(let response): call.respond(response)
                case .later(let render):
                    executor.perform(.deferred { .respond(render()) }, for: call)
                }
            }
        }
    }
}

/// The response to a write, or how it is made.
package enum Rendering: Sendable {
    case done(Response)
    case later(@Sendable () -> Response)
}

/// One slice of a long read.
package typealias SlicedRead = @Sendable (borrowing Snapshot) throws(StoreError) -> Slice

/// What a slice has come to.
package indirect enum Slice: Sendable {
    case done(Response)
    case more(SlicedRead)
    /// All that was to be read is, and this is left to do: a write of what was found.
    case then(Plan)
}
