import NIOCore
import NIOPosix
import Synchronization

/// One connection of which a test reads as much as it wants, when it wants.
final class StreamingClient: Sendable {
    private let channel: any Channel
    private let inbox: Inbox

    private init(channel: any Channel, inbox: Inbox) {
        self.channel = channel
        self.inbox = inbox
    }

    /// - Parameter reads: whether it takes from the socket what comes, from the beginning on.
    static func connect(port: Int, reads: Bool = true) async throws -> StreamingClient {
        let inbox = Inbox()
        let channel = try await ClientBootstrap(group: NIOSingletons.posixEventLoopGroup)
            .channelOption(.autoRead, value: reads)
            // Not much between the server and a client that does not read.
            .channelOption(.socketOption(.so_rcvbuf), value: reads ? 1 << 20 : 1 << 16)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Receiver(inbox))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return StreamingClient(channel: channel, inbox: inbox)
    }

    func send(_ text: String) {
        channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    }

    /// Everything that has come, once there is `text` in it, or the server has closed.
    func received(containing text: String) async -> String {
        await received { $0.contains(text) }
    }

    /// Everything that has come once the server has closed.
    func receivedInAll() async -> String {
        await received { _ in false }
    }

    func received(when isSatisfied: @escaping @Sendable (String) -> Bool) async -> String {
        await inbox.wait(for: isSatisfied)
    }

    func startReading() async throws {
        try await channel.setOption(.autoRead, value: true).get()
        channel.read()
    }

    func close() async throws {
        try await channel.close()
    }

    fileprivate final class Inbox: Sendable {
        private struct State {
            var text = ""
            var isClosed = false
            var waiter:
                (
                    isSatisfied: @Sendable (String) -> Bool,
                    continuation: CheckedContinuation<String, Never>
                )?
        }

        private let state = Mutex(State())

        func add(_ text: String) {
            change { $0.text += text }
        }

        func end() {
            change { $0.isClosed = true }
        }

        private func change(_ body: (inout State) -> Void) {
            let told = state.withLock { state -> (CheckedContinuation<String, Never>, String)? in
                body(&state)
                guard let waiter = state.waiter, state.isClosed || waiter.isSatisfied(state.text)
                else { return nil }
                state.waiter = nil
                return (waiter.continuation, state.text)
            }
            if let (continuation, text) = told { continuation.resume(returning: text) }
        }

        func wait(for isSatisfied: @escaping @Sendable (String) -> Bool) async -> String {
            await withCheckedContinuation { continuation in
                let text = state.withLock { state -> String? in
                    if state.isClosed || isSatisfied(state.text) { return state.text }
                    state.waiter = (isSatisfied, continuation)
                    return nil
                }
                if let text { continuation.resume(returning: text) }
            }
        }
    }

    private final class Receiver: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let inbox: Inbox

        init(_ inbox: Inbox) {
            self.inbox = inbox
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            inbox.add(String(buffer: unwrapInboundIn(data)))
        }

        func channelInactive(context: ChannelHandlerContext) {
            inbox.end()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}

/// The parts of a chunked body, or `nil` when it is none or has no end.
func chunks(of body: some StringProtocol) -> [String]? {
    var chunks: [String] = []
    var rest = Substring(body).utf8[...]
    while let lineEnd = rest.firstIndex(of: UInt8(ascii: "\r")),
        let size = Int(Substring(rest[..<lineEnd]), radix: 16)
    {
        rest = rest[lineEnd...].dropFirst(2)
        let chunk = rest.prefix(size)
        rest = rest.dropFirst(size)
        guard chunk.count == size, rest.starts(with: "\r\n".utf8) else { return nil }
        rest = rest.dropFirst(2)
        if size == 0 { return rest.isEmpty ? chunks : nil }
        chunks.append(String(Substring(chunk)))
    }
    return nil
}
