import API
import ArgumentParser
import Commands
import DynamoDBAPI
import Engine
import Foundation
import HTTP
import Logging
import Model
import NIOCore
import NIOPosix
import Server

struct Answer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve a constant answer, to find the limits of the client and of the HTTP layer."
    )

    @Option(help: "The port.")
    var port = 8001
    @Option(help: "Threads.")
    var threads = 1
    @Flag(help: "Parse requests with the fewest instructions instead of Quipu's own HTTP layer.")
    var bare = false

    func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        if bare {
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(BareAnswer())
                    }
                }
                .bind(host: "127.0.0.1", port: port).get()
            try await channel.closeFuture.get()
            return
        }
        var options = HTTPServer.Options()
        options.port = port
        let server = HTTPServer(
            options: options, group: group, routes: Routes(dispatcher: ConstantDispatcher()),
            logger: Logger(label: "bench"),
            clock: { Timestamp(seconds: Int64(Date.now.timeIntervalSince1970)) })
        _ = try await server.start()
        try await Task.sleep(for: .seconds(86_400))
    }
}

private struct ConstantDispatcher: RequestDispatcher {
    func handle(
        _ request: Request, lane: any CompletionLane,
        respond: @escaping @Sendable (Response) -> Void
    ) {
        respond(Response(body: Array("{}".utf8)))
    }
}

/// Counts requests by the empty line behind their heads and the length of their first body.
private final class BareAnswer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let answer = ByteBuffer(
        string: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    private var received = 0
    /// All requests of a bench are equally long.
    private var requestBytes = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        if requestBytes == 0 {
            requestBytes = BareAnswer.length(of: bytes)
            guard requestBytes > 0 else {
                context.close(promise: nil)
                return
            }
        }
        received += bytes.readableBytes
        while received >= requestBytes {
            received -= requestBytes
            context.write(wrapOutboundOut(BareAnswer.answer), promise: nil)
        }
        context.flush()
    }

    private static func length(of bytes: ByteBuffer) -> Int {
        let text = String(buffer: bytes)
        guard let end = text.range(of: "\r\n\r\n"),
            let field = text.range(of: "Content-Length: "),
            let length = Int(text[field.upperBound...].prefix { $0.isNumber })
        else { return 0 }
        return text.utf8.distance(from: text.startIndex, to: end.upperBound) + length
    }
}
