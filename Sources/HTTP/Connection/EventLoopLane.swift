import NIOCore

/// One event loop as the executor on which responses are handed to their connections.
package final class EventLoopLane: Sendable {
    let eventLoop: any EventLoop
    let state: NIOLoopBound<LoopState>

    /// Makes the lane; call it on `eventLoop`.
    init(eventLoop: any EventLoop, state: LoopState) {
        self.eventLoop = eventLoop
        self.state = NIOLoopBound(state, eventLoop: eventLoop)
    }

    package func run(_ work: @escaping @Sendable () -> Void) {
        eventLoop.execute(work)
    }
}

/// What the connections of one event loop share.
///
/// Touched only on that loop.
final class LoopState {
    /// What follows the status in every response, up to the value of its identifier: renewed every
    /// second, with the date.
    private(set) var commonHeaders: [UInt8]
    /// The same behind the status that nearly all responses have.
    private(set) var okHead: [UInt8]
    private let conventions: HTTPConventions
    /// Seconds since the loop was started; the clock of all time-outs.
    private(set) var tick = 0
    var identifiers = RequestIdentifiers()
    /// Memory in which the heads of responses are put together, one after the other.
    private var scratch: [UInt8] = []
    private var connections: [ObjectIdentifier: HTTPConnection] = [:]
    /// Present once the loop is asked to end; kept when it has.
    private var drained: EventLoopPromise<Void>?

    var isDraining: Bool { drained != nil }

    init(_ conventions: HTTPConventions, seconds: Int64) {
        self.conventions = conventions
        commonHeaders = conventions.commonHeaders(seconds: seconds)
        okHead = LoopState.okLine + commonHeaders
    }

    private static let okLine = Array("HTTP/1.1 200 OK".utf8)

    func takeScratch() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &scratch)
        return taken
    }

    func giveScratch(_ bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 4096)
        swap(&bytes, &scratch)
    }

    func add(_ connection: HTTPConnection) {
        connections[ObjectIdentifier(connection)] = connection
    }

    func remove(_ connection: HTTPConnection) {
        connections[ObjectIdentifier(connection)] = nil
        if connections.isEmpty { drained?.succeed() }
    }

    /// Called once a second.
    func advance(toSeconds seconds: Int64) {
        tick += 1
        commonHeaders = conventions.commonHeaders(seconds: seconds)
        okHead = LoopState.okLine + commonHeaders
        // A copy, because a connection that closes removes itself.
        for connection in Array(connections.values) { connection.checkDeadline() }
    }

    /// Lets every connection end after the request it is at; done when none is left.
    func drain(on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        let drained = eventLoop.makePromise(of: Void.self)
        self.drained = drained
        for connection in Array(connections.values) { connection.drain() }
        if connections.isEmpty { drained.succeed() }
        return drained.futureResult
    }

    /// Ends what is left.
    func closeAll() {
        for connection in Array(connections.values) { connection.close() }
    }
}
