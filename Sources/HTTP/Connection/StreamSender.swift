import NIOCore

/// Sends a body that is made while it is read, part by part, when its connection says so.
///
/// Belongs to one event loop.
final class StreamSender {
    enum Event {
        /// A part has come, and is written next.
        case partReady
        /// The socket has taken the part.
        case partWritten
        /// The body has come to its end.
        case ended
    }

    private let stream: any ResponseStream
    private let lane: EventLoopLane
    private let isChunked: Bool
    private let write: (ByteBuffer, EventLoopPromise<Void>?) -> Void
    private let notify: (Event) -> Void
    private var isClosed = false

    /// - Parameters:
    ///   - isChunked: whether parts are chunks, so that the client can distinguish the end of the
    ///     body from a broken connection.
    ///   - write: puts bytes on their way.
    ///   - notify: called with what happens, until the body is finished or stopped.
    init(
        _ stream: any ResponseStream, lane: EventLoopLane, isChunked: Bool,
        write: @escaping (ByteBuffer, EventLoopPromise<Void>?) -> Void,
        notify: @escaping (Event) -> Void
    ) {
        self.stream = stream
        self.lane = lane
        self.isChunked = isChunked
        self.write = write
        self.notify = notify
    }

    /// Whether others wait for the memory that the stream's parts take.
    var isCrowded: Bool { !isClosed && stream.isCrowded }

    /// Asks for the next part.
    func advance() {
        if isClosed { return }
        let sender = NIOLoopBound(self, eventLoop: lane.eventLoop)
        stream.next(on: lane) { part in sender.value.send(part) }
    }

    /// Called every second.
    func tick() {
        if !isClosed { stream.tick() }
    }

    /// Ends the body here; what was sent stays a body of whole parts.
    func finish() {
        if isClosed { return }
        stop()
        if isChunked { write(ByteBuffer(string: "0\r\n\r\n"), nil) }
    }

    /// Stops: the client is gone.
    func stop() {
        if isClosed { return }
        isClosed = true
        stream.close()
    }

    private func send(_ part: [UInt8]?) {
        // It may have been under way when the client left.
        if isClosed { return }
        guard let part else {
            notify(.ended)
            return
        }
        let written = lane.eventLoop.makePromise(of: Void.self)
        let sender = NIOLoopBound(self, eventLoop: lane.eventLoop)
        written.futureResult.whenSuccess { sender.value.partWritten() }
        notify(.partReady)
        write(framed(part), written)
    }

    private func partWritten() {
        if !isClosed { notify(.partWritten) }
    }

    private func framed(_ part: [UInt8]) -> ByteBuffer {
        guard isChunked else { return ByteBuffer(bytes: part) }
        var buffer = ByteBuffer()
        buffer.reserveCapacity(part.count + 20)
        buffer.writeString(String(part.count, radix: 16))
        buffer.writeStaticString("\r\n")
        buffer.writeBytes(part)
        buffer.writeStaticString("\r\n")
        return buffer
    }
}
