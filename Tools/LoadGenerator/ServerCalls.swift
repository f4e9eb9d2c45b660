import Foundation
import NIOCore
import NIOPosix

/// Single calls of the HTTP/JSON API, each on a connection of its own.
struct ServerCalls {
    let host: String
    let port: Int
    let group: any EventLoopGroup

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Asks for something, and throws what the server says when it is not a success.
    @discardableResult
    func call(_ method: String, _ path: String, _ body: String = "") async throws -> Data {
        let answer = try await answer(to: request(method, path, body))
        guard answer.isSuccess else {
            let text = String(decoding: answer.body, as: UTF8.self)
            throw Failure(description: "\(method) \(path) was refused: \(text)")
        }
        return answer.body
    }

    /// Removes something, if it is there.
    func remove(_ path: String) async throws {
        let answer = try await answer(to: request("DELETE", path, ""))
        guard answer.isSuccess || answer.isMissing else {
            let text = String(decoding: answer.body, as: UTF8.self)
            throw Failure(description: "DELETE \(path) was refused: \(text)")
        }
    }

    private func request(_ method: String, _ path: String, _ body: String) -> ByteBuffer {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: \(host):\(port)"]
        if !body.isEmpty { lines.append("Content-Type: application/json") }
        lines.append("Content-Length: \(body.utf8.count)")
        return ByteBuffer(string: lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    private func answer(to request: ByteBuffer) async throws -> SingleCall.Answer {
        let promise = group.next().makePromise(of: SingleCall.Answer.self)
        do {
            _ = try await ClientBootstrap(group: group)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            SingleCall(request, promise))
                    }
                }
                .connect(host: host, port: port).get()
        } catch {
            promise.fail(error)
        }
        return try await promise.futureResult.get()
    }
}

/// Sends one request and collects its answer.
private final class SingleCall: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    struct Answer {
        let isSuccess: Bool
        /// Status 404.
        let isMissing: Bool
        let body: Data
    }

    private let request: ByteBuffer
    private let promise: EventLoopPromise<Answer>
    private var received = ByteBuffer()

    init(_ request: ByteBuffer, _ promise: EventLoopPromise<Answer>) {
        self.request = request
        self.promise = promise
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        received.writeBuffer(&bytes)
        let view = received.readableBytesView
        guard let head = Head(view), view.count >= head.bytes + head.contentLength else { return }
        promise.succeed(
            Answer(
                isSuccess: head.isSuccess,
                isMissing: view.dropFirst(9).prefix(3).elementsEqual("404".utf8),
                body: Data(view.dropFirst(head.bytes).prefix(head.contentLength))))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(ChannelError.eof)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }
}
