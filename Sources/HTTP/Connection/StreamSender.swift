import NIOCore

/// Sends a body that is made while it is read: asks for a part when the socket has taken the last one.
///
/// Belongs to one event loop.
final class StreamSender {
    private let stream: any ResponseStream
    private let lane: EventLoopLane
    private let isChunked: Bool
    private let write: (ByteBuffer, EventLoopPromise<Void>?) -> Void
    private let whenOver: () -> Void
    private var isClosed = false
    /// The tick at which the part was written that the socket has not taken.
    private var unsentSince: Int?

    /// - Parameters:
    ///   - isChunked: whether parts are chunks, and an end can be told from a broken connection.
    ///   - write: puts bytes on their way.
    ///   - whenOver: called once when the body has come to its end, unless it was stopped before.
    init(
        _ stream: any ResponseStream, lane: EventLoopLane, isChunked: Bool,
        write: @escaping (ByteBuffer, EventLoopPromise<Void>?) -> Void,
        whenOver: @escaping () -> Void
    ) {
        self.stream = stream
        self.lane = lane
        self.isChunked = isChunked
        self.write = write
        self.whenOver = whenOver
    }

    /// Asks for the next part.
    func advance() {
        let sender = NIOLoopBound(self, eventLoop: lane.eventLoop)
        stream.next(on: lane) { part in sender.value.send(part) }
    }

    /// Called every second.
    func tick() {
        if !isClosed { stream.tick() }
    }

    /// Whether the client has taken nothing for so long that it may be cut off.
    func isStalled(at tick: Int) -> Bool {
        guard let unsentSince else { return false }
        let secondsMax =
            stream.isCrowded
            ? HTTPLimits.stalledStreamSecondsMaxWhenCrowded
            : HTTPLimits.stalledStreamSecondsMax
        return tick - unsentSince >= secondsMax
    }

    /// Ends the body here; what was sent stays a body of whole parts.
    func finish() {
        if isClosed { return }
        stop()
        writeEnd()
    }

    /// Nobody reads any more.
    func stop() {
        if isClosed { return }
        isClosed = true
        stream.close()
    }

    private func send(_ part: [UInt8]?) {
        // It may have been under way when the client left.
        if isClosed { return }
        guard let part else {
            stop()
            writeEnd()
            whenOver()
            return
        }
        let written = lane.eventLoop.makePromise(of: Void.self)
        let sender = NIOLoopBound(self, eventLoop: lane.eventLoop)
        written.futureResult.whenSuccess { sender.value.goOn() }
        unsentSince = lane.state.value.tick
        write(framed(part), written)
    }

    private func goOn() {
        unsentSince = nil
        if !isClosed { advance() }
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

    private func writeEnd() {
        if isChunked { write(ByteBuffer(string: "0\r\n\r\n"), nil) }
    }
}
