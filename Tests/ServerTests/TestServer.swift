import API
import DynamoDBAPI
import Engine
import HTTP
import LambdaAPI
import Logging
import NativeAPI
import Server
import Synchronization
import TransportSupport

extension Request {
    /// The operation that a client of DynamoDB asks for; empty when it names none.
    var target: String { operation ?? "" }
}

/// Answers each request with what it was: target, a line end, body.
struct EchoDispatcher: RequestDispatcher {
    func handle(
        _ request: Request, lane: any CompletionLane,
        respond: @escaping @Sendable (Response) -> Void
    ) {
        respond(Response(body: Array("\(request.target)\n".utf8) + request.body))
    }
}

/// Keeps each request until it is told to let it go, as a write waits for the log.
final class HoldingDispatcher: RequestDispatcher {
    private struct State: ~Copyable {
        var held: [@Sendable () -> Void] = []
        var arrivals: [String] = []
        var holds = true
        var waiting: (count: Int, continuation: CheckedContinuation<Void, Never>)?
    }
    private let state = Mutex(State())

    var arrivals: [String] { state.withLock { $0.arrivals } }

    func handle(
        _ request: Request, lane: any CompletionLane,
        respond: @escaping @Sendable (Response) -> Void
    ) {
        let target = request.target
        let answer: @Sendable () -> Void = {
            lane.run { respond(Response(body: Array(target.utf8))) }
        }
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.arrivals.append(target)
            if state.holds { state.held.append(answer) } else { answer() }
            guard let waiting = state.waiting, waiting.count <= state.arrivals.count else {
                return nil
            }
            state.waiting = nil
            return waiting.continuation
        }
        waiting?.resume()
    }

    /// Returns when `count` requests have come in all.
    func waitForArrivals(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.arrivals.count >= count { return true }
                state.waiting = (count, continuation)
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Lets go of the requests that are held now, in an order of their own.
    func release(_ ordered: ([@Sendable () -> Void]) -> [@Sendable () -> Void] = { $0 }) {
        let held = state.withLock { state in
            let held = state.held
            state.held = []
            return held
        }
        for answer in ordered(held) { answer() }
    }

    /// The same, and holds no others.
    func answerFromNowOn() {
        state.withLock { $0.holds = false }
        release()
    }
}

/// Runs `body` against a server on a free port, then stops the server.
func withServer<Outcome>(
    _ dispatcher: any RequestDispatcher = EchoDispatcher(), native: NativeDispatcher? = nil,
    lambda: LambdaDispatcher? = nil, metrics: Metrics? = nil, isReady: Bool = true,
    connectionsMax: Int = 100, answerBytesMax: Int = HTTPLimits.responseBytesInFlightMax,
    logger: Logger = Logger(label: "test"), allowedOrigins: [String] = [],
    access: WebAccess? = nil, unpackedBytesMax: Int = HTTPLimits.bodyBytesInFlightMax,
    _ body: (Int, HTTPServer) async throws -> Outcome
) async throws -> Outcome {
    let routes = Routes(
        dispatcher: dispatcher, native: native, lambda: lambda, metrics: metrics,
        unreadiness: { isReady ? nil : "no space" },
        access: try access
            ?? WebAccess(host: "127.0.0.1", allowedOrigins: allowedOrigins, allowedHosts: ["h"]),
        unpackedBytesMax: unpackedBytesMax, answerBytesMax: answerBytesMax)
    return try await withLiveServer(
        routes, connectionsMax: connectionsMax, logger: logger, body)
}

/// The text of a POST as an SDK sends it.
func post(
    _ body: String, target: String = "DynamoDB_20120810.PutItem", headers: [String] = []
) -> String {
    let lines =
        [
            "POST / HTTP/1.1", "Host: localhost:8000", "X-Amz-Target: \(target)",
            "Content-Type: application/x-amz-json-1.0", "Content-Length: \(body.utf8.count)",
        ] + headers
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
}
