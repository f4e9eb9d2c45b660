import AsyncHTTPClient
import JSON
import NIOCore
import NIOHTTP1
import Synchronization

/// Talks to a server, patiently: what may pass by itself is tried again.
///
/// A server that has never answered is given up soon: most likely the address is wrong.
struct ServerClient {
    enum Method: String {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    struct Request {
        var method = Method.get
        /// Path and query, encoded.
        var target: String
        var headers: [(String, String)] = []
        var body: [UInt8] = []
    }

    /// What the server said no to.
    struct Refusal: Error, CustomStringConvertible {
        /// The error's short name, such as `table-not-found` or `ResourceNotFoundException`.
        let name: String
        let description: String
    }

    struct Answer {
        let content: JSONNode
        /// How often the request was sent; any time before the last it may have been carried out.
        let attempts: Int
        /// Whether the server says that it made something new.
        let madeSomething: Bool
    }

    /// Without a slash at its end.
    let url: String
    /// How long one call goes on trying.
    let retrySeconds: Int
    /// Told when a call has to wait, and why.
    let report: @Sendable (String) -> Void

    private static let requestTimeout = TimeAmount.seconds(30)
    private static let connectTimeout = TimeAmount.seconds(5)
    private static let answerBytesMax = 32 << 20
    /// How long one call goes on trying while the server has never answered.
    private static let firstContactSeconds = 5

    /// Stays until the process ends; it leaves trying again to us, and follows no redirection.
    private static let http: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = connectTimeout
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// Whether the server has answered.
    private let contact = Contact()

    private final class Contact: Sendable {
        private let answered = Mutex(false)

        var isMade: Bool { answered.withLock { $0 } }

        func make() {
            answered.withLock { $0 = true }
        }
    }

    init(server: String, retrySeconds: Int, report: @escaping @Sendable (String) -> Void) {
        url = server.hasSuffix("/") ? String(server.dropLast()) : server
        self.retrySeconds = retrySeconds
        self.report = report
    }

    /// Carries out one request and returns its answer.
    ///
    /// It may have been carried out more than once when it had to be repeated: the caller
    /// sees to it that this does no harm.
    func call(_ request: Request) async throws -> Answer {
        var backoff = Backoff()
        let clock = ContinuousClock()
        let begun = clock.now
        var attempts = 0
        while true {
            attempts += 1
            let complaint: String
            do {
                let (content, status) = try await tryOnce(request)
                return Answer(
                    content: content, attempts: attempts, madeSomething: status == .created)
            } catch let error as Refusal {
                throw error
            } catch let error as Failure {
                throw error
            } catch let error as Temporary {
                complaint = error.description
            } catch let error as CancellationError {
                throw error
            } catch {
                let trouble = ConnectionTrouble.of(error, url: url)
                guard contact.isMade || !trouble.isLasting else {
                    throw Failure(trouble.description)
                }
                complaint = trouble.description
            }
            let wait = backoff.next(share: Double.random(in: 0...1))
            let seconds =
                contact.isMade
                ? retrySeconds : min(retrySeconds, ServerClient.firstContactSeconds)
            guard clock.now + wait < begun + .seconds(seconds) else {
                throw Failure(
                    "\(url) did not answer within \(seconds) seconds; last: \(complaint)")
            }
            report("trying again: \(complaint)")
            try await Task.sleep(for: wait)
        }
    }

    /// A failure that may pass.
    private struct Temporary: Error, CustomStringConvertible {
        let description: String
    }

    private func tryOnce(_ call: Request) async throws -> (JSONNode, HTTPResponseStatus) {
        var request = HTTPClientRequest(url: url + call.target)
        request.method = HTTPMethod(rawValue: call.method.rawValue)
        for (name, value) in call.headers { request.headers.add(name: name, value: value) }
        if !call.body.isEmpty { request.body = .bytes(ByteBuffer(bytes: call.body)) }
        let response = try await ServerClient.http.execute(
            request, timeout: ServerClient.requestTimeout)
        let bytes = Array(
            buffer: try await response.body.collect(upTo: ServerClient.answerBytesMax))
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: bytes)
        } catch {
            throw stranger(response, bytes)
        }
        contact.make()
        if (200..<300).contains(response.status.code) { return (document.root, response.status) }
        let refusal = ServerClient.refusal(in: document.root)
        let status = response.status
        if status.code >= 500 || status == .requestTimeout || status == .tooManyRequests
            || ServerClient.passing.contains(refusal.name)
        {
            throw Temporary(description: refusal.description)
        }
        throw refusal
    }

    /// What an answer without JSON means: a proxy whose server is away, or no Quipu server at all.
    private func stranger(_ response: HTTPClientResponse, _ bytes: [UInt8]) -> any Error {
        let status = response.status
        if let place = response.headers.first(name: "Location") {
            return Failure("\(url) redirects to \(place); name that as the server's address")
        }
        let kind = response.headers.first(name: "Content-Type") ?? "no content type"
        let text =
            String(decoding: bytes.prefix(80), as: UTF8.self)
            .split(whereSeparator: \.isNewline).first ?? ""
        let answer = "it answered HTTP \(status.code) with \(kind), beginning with \"\(text)\""
        if [.badGateway, .serviceUnavailable, .gatewayTimeout].contains(status) {
            return Temporary(description: "\(url) is not ready: \(answer)")
        }
        return Failure("\(url) is no Quipu server: \(answer)")
    }

    /// Reads an error of either API: a problem of `/v1`, or one in DynamoDB's words.
    private static func refusal(in answer: JSONNode) -> Refusal {
        let type = (answer["type"] ?? answer["__type"])?.string ?? ""
        let name = String(type.split { $0 == ":" || $0 == "#" }.last ?? "an error without a name")
        let message = (answer["detail"] ?? answer["message"] ?? answer["Message"])?.string
        let field = answer["field"]?.string.map { " (\($0))" } ?? ""
        return Refusal(name: name, description: "\(name): \(message ?? "no message")\(field)")
    }

    /// Refusals that are about the moment, not about the request.
    private static let passing: Set<String> = [
        "ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded",
        "TransactionInProgressException",
    ]
}
