import AsyncHTTPClient
package import JSON
import NIOCore
import NIOHTTP1
import Platform
import Synchronization

/// Calls a server over HTTP, and retries what may pass by itself.
///
/// A server that has never answered is given up soon: most likely the address is wrong.
package struct ServerClient: Sendable {
    /// The methods of the APIs.
    package enum Method: String {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    /// One call.
    package struct Request: Sendable {
        package var method: Method
        /// Path and query, encoded.
        package var target: String
        package var headers: [(String, String)]
        package var body: [UInt8]

        package init(
            method: Method = .get, target: String, headers: [(String, String)] = [],
            body: [UInt8] = []
        ) {
            self.method = method
            self.target = target
            self.headers = headers
            self.body = body
        }
    }

    /// The server's error response to a call.
    package struct Rejection: Error, CustomStringConvertible {
        /// The error's short name, such as `table-not-found` or `ResourceNotFoundException`.
        package let name: String
        package let description: String
    }

    /// The server's response to a call that it carried out.
    package struct Response {
        package let content: JSONNode
        /// How often the request was sent; any time before the last it may have been carried out.
        package let attempts: Int
        /// Whether the server says that it made something new.
        package let madeSomething: Bool
    }

    /// Without a slash at its end.
    package let url: String
    /// How long one call goes on trying.
    private let retrySeconds: Int
    /// What to do about a wrong address, for messages.
    private let advice: String
    /// Called with the reason when a call has to wait.
    private let report: @Sendable (String) -> Void

    private static let requestTimeout = TimeAmount.seconds(30)
    private static let connectTimeout = TimeAmount.seconds(5)
    private static let backoff = ExponentialBackoff(
        first: .milliseconds(50), longest: .seconds(5))

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

    /// - Parameters:
    ///   - server: the address, such as `http://127.0.0.1:8000`.
    ///   - retrySeconds: how long one call goes on trying, once the server has answered.
    ///   - advice: what to do about a wrong address, as the end of a sentence.
    ///   - report: called with the reason when a call has to wait.
    package init(
        server: String, retrySeconds: Int, advice: String = "name the right address",
        report: @escaping @Sendable (String) -> Void
    ) {
        url = server.hasSuffix("/") ? String(server.dropLast()) : server
        self.retrySeconds = retrySeconds
        self.advice = advice
        self.report = report
    }

    /// Sends a request until the server responds, and returns the response.
    ///
    /// The server may carry it out more than once when it had to be repeated: the caller sees to it
    /// that this does no harm.
    ///
    /// - Throws: `Rejection` for the server's error response, `ClientFailure` when there is none.
    package func call(_ request: Request) async throws -> Response {
        let clock = ContinuousClock()
        let begun = clock.now
        var attempts = 0
        while true {
            attempts += 1
            let complaint: String
            do {
                let (content, status) = try await tryOnce(request)
                return Response(
                    content: content, attempts: attempts, madeSomething: status == .created)
            } catch let error as Rejection {
                throw error
            } catch let error as ClientFailure {
                throw error
            } catch let error as Temporary {
                complaint = error.description
            } catch let error as CancellationError {
                throw error
            } catch {
                let trouble = ConnectionTrouble.of(error, url: url, advice: advice)
                guard contact.isMade || !trouble.isLasting else {
                    throw ClientFailure(trouble.description)
                }
                complaint = trouble.description
            }
            let wait = ServerClient.backoff.delay(
                afterFailures: attempts, share: Double.random(in: 0...1))
            let seconds =
                contact.isMade
                ? retrySeconds : min(retrySeconds, ClientLimits.firstContactSecondsMax)
            guard clock.now + wait < begun + .seconds(seconds) else {
                throw ClientFailure(
                    "\(url) did not answer within \(seconds) seconds; last: \(complaint)")
            }
            report("trying again: \(complaint)")
            try await Task.sleep(for: wait)
        }
    }

    /// Reads a list that comes in pages to its end.
    ///
    /// - Parameter name: both the list's path below `/v1` and its member in each page.
    package func all(_ name: String) async throws -> [JSONNode] {
        var elements: [JSONNode] = []
        var query = ""
        while true {
            let page = try await call(Request(target: "/v1/\(name)\(query)")).content
            elements += page[name].map { Array($0.elements) } ?? []
            guard let cursor = page["cursor"]?.string else { return elements }
            query = PercentEncoding.query([("cursor", cursor)])
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
            buffer: try await response.body.collect(upTo: ClientLimits.responseBytesMax))
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: bytes)
        } catch {
            throw stranger(response, bytes)
        }
        contact.make()
        if (200..<300).contains(response.status.code) { return (document.root, response.status) }
        let rejection = ServerClient.rejection(in: document.root)
        let status = response.status
        if status.code >= 500 || status == .requestTimeout || status == .tooManyRequests
            || ServerClient.passing.contains(rejection.name)
        {
            throw Temporary(description: rejection.description)
        }
        throw rejection
    }

    /// What a response without JSON means: a proxy whose server is away, or no Quipu server at all.
    private func stranger(_ response: HTTPClientResponse, _ bytes: [UInt8]) -> any Error {
        let status = response.status
        if let place = response.headers.first(name: "Location") {
            return ClientFailure("\(url) redirects to \(place); name that as the server's address")
        }
        let kind = response.headers.first(name: "Content-Type") ?? "no content type"
        let text =
            String(decoding: bytes.prefix(80), as: UTF8.self)
            .split(whereSeparator: \.isNewline).first ?? ""
        let answer = "it answered HTTP \(status.code) with \(kind), beginning with \"\(text)\""
        if [.badGateway, .serviceUnavailable, .gatewayTimeout].contains(status) {
            return Temporary(description: "\(url) is not ready: \(answer)")
        }
        return ClientFailure("\(url) is no Quipu server: \(answer)")
    }

    /// Reads an error of either API: a problem of `/v1`, or one in DynamoDB's words.
    private static func rejection(in answer: JSONNode) -> Rejection {
        let type = (answer["type"] ?? answer["__type"])?.string ?? ""
        let name = String(type.split { $0 == ":" || $0 == "#" }.last ?? "an error without a name")
        let message = (answer["detail"] ?? answer["message"] ?? answer["Message"])?.string
        let field = answer["field"]?.string.map { " (\($0))" } ?? ""
        return Rejection(name: name, description: "\(name): \(message ?? "no message")\(field)")
    }

    /// Rejections that are about the moment, not about the request.
    private static let passing: Set<String> = [
        "ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded",
        "TransactionInProgressException",
    ]
}
