import API
import Commands
import Engine
import JSON
import LambdaAPI
import Model
import TestSupport
import Testing
import Values

/// Runs functions by saying what they got.
private struct EchoRunner: FunctionRunner {
    let outcome: FunctionOutcome?

    func executables() -> [Text] { ["archive", "spike"] }

    func run(
        _ definition: HandlerDefinition, _ event: [UInt8],
        finish: @escaping @Sendable (FunctionOutcome) -> Void
    ) {
        finish(outcome ?? .answer(event))
    }
}

@Suite("Functions") struct FunctionTests {
    private func answer(
        _ method: String, _ path: String, _ body: String = "", type: String? = nil,
        outcome: FunctionOutcome? = nil
    ) async throws -> Answer {
        let pool = ReaderPool(threads: 1)
        defer { pool.close() }
        var said: Answer?
        try await withStore { store in
            let dispatcher = LambdaDispatcher(
                store: store, settings: APISettings(), pool: pool, handlers: nil,
                runner: EchoRunner(outcome: outcome))
            said = await withCheckedContinuation { continuation in
                dispatcher.handle(
                    Request(
                        method: method,
                        path: LambdaDispatcher.functionsPath + path.prefix { $0 != "?" },
                        query: path.firstIndex(of: "?").map { path[$0...].dropFirst() },
                        headers: RequestHeaders(invocationType: type), body: Array(body.utf8)),
                    lane: ImmediateLane.shared
                ) { continuation.resume(returning: Answer(response: $0)) }
            }
        }
        return try #require(said)
    }

    @Test func `executables are functions, by name and by pages`() async throws {
        let first = try await answer("GET", "/?MaxItems=1")
        #expect(first.status == 200)
        let marker = try #require(first["NextMarker"])
        let second = try await answer("GET", "?MaxItems=1&Marker=\(marker)")
        #expect(second["NextMarker"] == nil)
        #expect(second.body.contains(#""FunctionName":"spike""#))
        #expect(try await answer("GET", "/?MaxItems=0").errorType == "ValidationException")
    }

    @Test func `a marker is one that an answer of the same call gave`() async throws {
        let marker = try #require(try await answer("GET", "/?MaxItems=1")["NextMarker"])
        let ofMappings = Base64URL.encode([1, 0, 0, 7] + Array("archive".utf8))
        for wrong in ["archive", "zzzz", "\(marker)AA", "\(marker.dropLast(4))", ofMappings] {
            let said = try await answer("GET", "?Marker=\(wrong)")
            #expect(said.errorType == "InvalidParameterValueException", "\(wrong)")
        }
    }

    @Test func `a payload reaches a function in one line`() async throws {
        let said = try await answer("POST", "/spike/invocations", "{\"a\":\n\r\n1}")
        #expect(said.status == 200)
        #expect(said.body == #"{"a":   1}"#)
        #expect(try await answer("POST", "/spike/invocations").body == "{}")
    }

    @Test func `what becomes of a run is told as Lambda does`() async throws {
        let path = "/spike/invocations"
        let failed = try await answer("POST", path, outcome: .failed("It ended."))
        #expect(failed.status == 200)
        #expect(failed["errorMessage"] == "It ended.")
        #expect(
            failed.response.headers.contains { $0 == ("X-Amz-Function-Error", "Unhandled") })
        let busy = try await answer("POST", path, outcome: .busy)
        #expect((busy.status, busy.errorType) == (429, "TooManyRequestsException"))
        #expect(try await answer("POST", path, outcome: .answer([])).body == "null")
    }

    @Test(
        arguments: [
            ("POST", "/spike/invocations", "{", nil, 400, "InvalidRequestContentException"),
            ("POST", "/spike/invocations", "", "Event", 400, "InvalidParameterValueException"),
            ("POST", "/nobody/invocations", "", nil, 404, "ResourceNotFoundException"),
            ("GET", "/nobody", "", nil, 404, "ResourceNotFoundException"),
            ("GET", "/spike/policy", "", nil, 404, "UnknownOperationException"),
            ("GET", "/spike/invocations", "", nil, 405, "UnknownOperationException"),
            ("POST", "", "{}", nil, 405, "UnknownOperationException"),
            ("DELETE", "/spike", "", nil, 405, "UnknownOperationException"),
            ("GET", "/a/b/c", "", nil, 404, "UnknownOperationException"),
            ("GET", "-extra", "", nil, 404, "UnknownOperationException"),
        ] as [(String, String, String, String?, Int, String)])
    func `what is not served is refused`(
        method: String, path: String, body: String, type: String?, status: Int, error: String
    ) async throws {
        let refused = try await answer(method, path, body, type: type)
        #expect((refused.status, refused.errorType) == (status, error))
    }
}
