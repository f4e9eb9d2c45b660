import NIOCore
import NIOPosix
import Synchronization

/// One connection that sends bytes as they are and collects what comes back.
package final class RawClient: Sendable {
    private let channel: any Channel
    private let collected: EventLoopFuture<[UInt8]>

    /// - Parameter readsAtOnce: whether answers are read before `read` is called.
    package init(port: Int, readsAtOnce: Bool = true) async throws {
        let promise = NIOSingletons.posixEventLoopGroup.any().makePromise(of: [UInt8].self)
        collected = promise.futureResult
        do {
            channel = try await ClientBootstrap(group: NIOSingletons.posixEventLoopGroup)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelOption(.autoRead, value: readsAtOnce)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Collector(promise))
                    }
                }
                .connect(host: "127.0.0.1", port: port).get()
        } catch {
            promise.fail(error)
            throw error
        }
    }

    /// Sends without waiting: a server that refuses may close before it has read everything.
    package func send(_ bytes: [UInt8]) {
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    package func send(_ text: String) { send(Array(text.utf8)) }

    /// Tells the server that no further request comes.
    package func endSending() {
        channel.close(mode: .output, promise: nil)
    }

    /// Reads answers from now on.
    package func read() {
        channel.setOption(.autoRead, value: true).whenSuccess { self.channel.read() }
    }

    /// Leaves at once.
    package func close() {
        channel.close(promise: nil)
    }

    /// All that came, once the server has closed the connection.
    package func bytes() async throws -> [UInt8] {
        try await collected.get()
    }

    /// All answers, each of them whole, once the server has closed the connection.
    package func answers(endsWithHEAD: Bool = false) async throws -> [RawResponse] {
        try RawResponse.parse(try await bytes(), endsWithHEAD: endsWithHEAD)
    }

    /// Sends `text` on a connection of its own and returns the answers.
    ///
    /// - Parameter endsWithHEAD: whether the last request is one of HEAD.
    package static func exchange(
        _ port: Int, _ text: String, endsWithHEAD: Bool = false
    ) async throws -> [RawResponse] {
        try await exchange(port, Array(text.utf8), endsWithHEAD: endsWithHEAD)
    }

    package static func exchange(
        _ port: Int, _ bytes: [UInt8], endsWithHEAD: Bool = false
    ) async throws -> [RawResponse] {
        let client = try await RawClient(port: port)
        client.send(bytes)
        client.endSending()
        return try await client.answers(endsWithHEAD: endsWithHEAD)
    }
}

private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var bytes: [UInt8] = []
    private let promise: EventLoopPromise<[UInt8]>

    init(_ promise: EventLoopPromise<[UInt8]>) {
        self.promise = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes.append(contentsOf: unwrapInboundIn(data).readableBytesView)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.succeed(bytes)
    }
}
