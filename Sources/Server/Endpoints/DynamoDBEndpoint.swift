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
        guard let name = operation(of: head), let traits = Dispatcher.traits(ofOperation: name)
        else { return [] }
        var found: RequestTraits = []
        if traits.isRead { found.insert(.isRead) }
        if case .length(let count) = head.framing, head.mayBeJoined,
            traits.isOrderedWrite(ofBodyBytes: count)
        {
            found.insert(.isOrderedWrite)
        }
        return found
    }

    /// The target that a request names; of an operation that exists no text is made.
    private static func target(in fields: HTTPFields) -> String {
        let known = Dispatcher.target(ofBytes: fields.byteCount(of: .target)) {
            fields.isEqual(.target, $0.utf8.span)
        }
        return known ?? fields.target ?? ""
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
        // Before it is unpacked; what is not packed goes to `perform` at once.
        if request.head.fields.contains(.contentEncoding), !request.body.isEmpty,
            DynamoDBEndpoint.contentType(in: request.head.fields) == nil
        {
            return respond(ProtocolAnswers.notFound)
        }
        performPacked(request, on: lane, respond: respond)
    }

    /// The content type of a request's body, which is that of its response; `nil` for one that
    /// DynamoDB does not take.
    private static func contentType(in fields: HTTPFields) -> HTTPResponse.ContentType? {
        if fields.hasMediaType(.dynamoDB) { return .dynamoDB }
        return fields.hasMediaType(.json) ? .json : nil
    }

    func perform(
        _ request: HTTPRequest, body: [UInt8], on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        let fields = request.head.fields
        let given = DynamoDBEndpoint.contentType(in: fields)
        guard body.isEmpty || given != nil else { return respond(ProtocolAnswers.notFound) }
        let contentType = given ?? .json
        let target = DynamoDBEndpoint.target(in: fields)
        if body.isEmpty, target.isEmpty {
            // There is no body to be malformed, only an operation that is not named.
            respond(
                HTTPResponse(
                    status: 400, contentType: contentType, body: WireError.unknownOperation.body
                ).withChecksum)
            return
        }
        dispatcher.handle(
            Request(
                method: request.method.rawValue, path: request.head.path, operation: target,
                body: body),
            lane: lane
        ) { answer in
            var response = HTTPResponse(
                status: answer.status, contentType: contentType, body: answer.body)
            response.hasChangedNothing = answer.hasChangedNothing
            response.numberHeader = HTTPResponse.checksum(of: answer.body)
            if answer.status == 503 { response.headers.append(("Retry-After", "1")) }
            respond(response)
        }
    }

    func undecodable(_ error: CompressionError) -> HTTPResponse {
        ProtocolAnswers.undecodable(error)
    }
}
