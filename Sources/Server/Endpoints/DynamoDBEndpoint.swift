package import DynamoDBAPI
package import Engine
import HTTP
import Platform

/// The one method of the DynamoDB API that the server needs.
package protocol RequestDispatcher: Sendable {
    /// Carries out one request and calls `respond` once, on `lane` or before returning.
    func handle(
        target: String, body: [UInt8], lane: any CompletionLane,
        respond: @escaping @Sendable (APIResponse) -> Void)
}

extension Dispatcher: RequestDispatcher {}

/// `POST /`: the operations of DynamoDB and of its streams.
struct DynamoDBEndpoint: APIEndpoint {
    let dispatcher: any RequestDispatcher
    let compression: Compression

    var allowsNothing: Bool { false }

    func traits(of head: RequestHead) -> RequestTraits {
        guard let name = operation(of: head) else { return [] }
        if DynamoDBEndpoint.reads.contains(name) { return .isRead }
        guard case .length = head.framing, head.mayBeJoined,
            DynamoDBEndpoint.writes.contains(name)
        else { return [] }
        return .isOrderedWrite
    }

    private static let writes: Set = [
        "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems",
    ]

    private static let reads: Set = [
        "GetItem", "BatchGetItem", "TransactGetItems", "Query", "Scan", "GetRecords",
        "DescribeTable",
        "ListTables", "DescribeStream", "ListStreams",
    ]

    func operation(of head: RequestHead) -> String? {
        guard let target = head.fields.target,
            let dot = target.utf8.firstIndex(of: UInt8(ascii: "."))
        else { return nil }
        let name = target[target.utf8.index(after: dot)...]
        return name.isEmpty ? nil : String(name)
    }

    func handle(
        _ request: HTTPRequest, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        let fields = request.head.fields
        guard
            request.body.isEmpty || fields.hasMediaType(.dynamoDB) || fields.hasMediaType(.json)
        else {
            respond(ProtocolAnswers.notFound)
            return
        }
        performPacked(request, on: lane, respond: respond)
    }

    func perform(
        _ request: HTTPRequest, body: [UInt8], on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        let fields = request.head.fields
        let contentType: HTTPResponse.ContentType =
            fields.hasMediaType(.dynamoDB) ? .dynamoDB : .json
        let target = fields.target ?? ""
        if body.isEmpty, target.isEmpty {
            // There is no body to be malformed, only an operation that is not named.
            respond(
                HTTPResponse(
                    status: 400, contentType: contentType, body: WireError.unknownOperation.body
                ).withChecksum)
            return
        }
        dispatcher.handle(target: target, body: body, lane: lane) { answer in
            var response = HTTPResponse(
                status: answer.status, contentType: contentType, body: answer.body)
            response.numberHeader = HTTPResponse.checksum(of: answer.body)
            if answer.status == 503 { response.headers.append(("Retry-After", "1")) }
            respond(response)
        }
    }

    func undecodable(_ error: CompressionError) -> HTTPResponse {
        ProtocolAnswers.undecodable(error)
    }
}
