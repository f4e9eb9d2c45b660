import AsyncHTTPClient
import JSON
import NIOCore
import NIOHTTP1

/// Speaks the DynamoDB protocol to a server, patiently: what may pass by itself is tried again.
struct DynamoDBClient {
    /// What the server said no to.
    struct Refusal: Error, CustomStringConvertible {
        /// The error's short name, such as `ResourceNotFoundException`.
        let name: String
        let description: String
    }

    let url: String
    /// How long one call goes on trying.
    let retrySeconds: Int
    /// Told when a call has to wait, and why.
    let report: @Sendable (String) -> Void

    private static let requestTimeout = TimeAmount.seconds(30)
    private static let answerBytesMax = 32 << 20

    init(server: String, retrySeconds: Int, report: @escaping @Sendable (String) -> Void) {
        url = server.hasSuffix("/") ? server : server + "/"
        self.retrySeconds = retrySeconds
        self.report = report
    }

    /// Carries out one operation and returns its answer.
    ///
    /// The call may have been carried out more than once when it had to be repeated: the caller
    /// sees to it that this does no harm.
    func call(_ operation: String, _ body: [UInt8]) async throws -> JSONNode {
        var backoff = Backoff()
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(retrySeconds)
        while true {
            let complaint: String
            do {
                return try await tryOnce(operation, body)
            } catch let error as Refusal {
                throw error
            } catch let error as Temporary {
                complaint = error.description
            } catch let error as HTTPClientError {
                complaint = "\(error.shortDescription)"
            } catch let error as CancellationError {
                throw error
            } catch {
                // Everything a socket can say: refused, reset, unreachable.
                complaint = "\(error)"
            }
            let wait = backoff.next(share: Double.random(in: 0...1))
            guard clock.now + wait < deadline else {
                throw Failure(
                    "\(url) did not answer within \(retrySeconds) seconds; last: \(complaint)")
            }
            report("trying again: \(complaint)")
            try await Task.sleep(for: wait)
        }
    }

    /// A failure that may pass.
    private struct Temporary: Error, CustomStringConvertible {
        let description: String
    }

    private func tryOnce(_ operation: String, _ body: [UInt8]) async throws -> JSONNode {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers = [
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": "DynamoDB_20120810.\(operation)",
        ]
        request.body = .bytes(ByteBuffer(bytes: body))
        let response = try await HTTPClient.shared.execute(
            request, timeout: DynamoDBClient.requestTimeout)
        let bytes = Array(
            buffer: try await response.body.collect(upTo: DynamoDBClient.answerBytesMax))
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: bytes)
        } catch {
            let text = String(decoding: bytes.prefix(200), as: UTF8.self)
            throw Temporary(
                description: "HTTP \(response.status.code) without JSON, beginning with \"\(text)\""
            )
        }
        let root = document.root
        if response.status == .ok { return root }
        let name = String((root["__type"]?.string ?? "").split(separator: "#").last ?? "")
        let message = (root["message"] ?? root["Message"])?.string ?? "no message"
        if response.status.code >= 500 || DynamoDBClient.passing.contains(name) {
            throw Temporary(description: "\(name): \(message)")
        }
        throw Refusal(name: name, description: "\(name): \(message)")
    }

    /// Refusals that are about the moment, not about the request.
    private static let passing: Set<String> = [
        "ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded",
        "TransactionInProgressException",
    ]
}
