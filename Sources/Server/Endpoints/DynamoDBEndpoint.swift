package import API
import DynamoDBAPI
package import Engine
import HTTP
import Platform

/// The one method of the DynamoDB API that the server needs.
package protocol RequestDispatcher: Sendable {
    /// Carries out one request and calls `respond` once, on `lane` or before returning.
    func handle(
        _ request: Request, lane: any CompletionLane,
        respond: @escaping @Sendable (Response) -> Void)
}

extension Dispatcher: RequestDispatcher {}

/// `POST /`: the operations of DynamoDB and of its streams.
struct DynamoDBEndpoint: APIEndpoint {
    let dispatcher: any RequestDispatcher
    let compression: Compression

    var allowsNothing: Bool { false }

    func traits(of head: RequestHead) -> RequestTraits {
        guard let name = operation(of: head), let traits = Self.traits(of: name) else { return [] }
        var found: RequestTraits = []
        if traits.isRead { found.insert(.isRead) }
        if case .length(let count) = head.framing, head.mayBeJoined,
            traits.isOrderedWrite(ofBodyBytes: count)
        {
            found.insert(.isOrderedWrite)
        }
        return found
    }

    private static func traits(of name: String) -> OperationTraits? {
        Dispatcher.traits(ofTarget: "DynamoDB_20120810.\(name)")
            ?? Dispatcher.traits(ofTarget: "DynamoDBStreams_20120810.\(name)")
    }

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
        if body.isEmpty, (fields.target ?? "").isEmpty {
            // There is no body to be malformed, only an operation that is not named.
            respond(
                HTTPResponse(
                    status: 400, contentType: contentType, body: WireError.unknownOperation.body
                ).withChecksum)
            return
        }
        dispatcher.handle(
            Request(request, body: body, contentType: contentType.text), lane: lane
        ) { answer in
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
