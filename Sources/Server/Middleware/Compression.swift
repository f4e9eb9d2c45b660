import HTTP
import Platform

/// Unpacks compressed bodies of requests and compresses those of responses for clients that accept
/// it.
struct Compression: Sendable {
    /// For bodies that came packed.
    private let unpackedBytes: Budget
    let responses: ResponseMemory

    /// - Parameters:
    ///   - unpackedBytesMax: what unpacked bodies may take at one time.
    ///   - responses: what large responses take while they wait to be packed.
    init(unpackedBytesMax: Int, responses: ResponseMemory) {
        unpackedBytes = Budget(limit: unpackedBytesMax)
        self.responses = responses
    }

    /// - Parameter allowsNothing: whether no bytes at all are an empty body in every encoding.
    func unpack(
        _ request: HTTPRequest, allowsNothing: Bool, on lane: EventLoopLane,
        then proceed: @escaping @Sendable (Result<UnpackedBody, CompressionError>) -> Void
    ) {
        guard let name = request.head.fields.contentEncoding, !name.isEqualIgnoringCase("identity"),
            !(allowsNothing && request.body.isEmpty)
        else {
            proceed(.success(UnpackedBody(asItCame: request.body)))
            return
        }
        guard let encoding = ContentEncoding(rawValue: name.lowercased()) else {
            proceed(.failure(.unknownEncoding))
            return
        }
        let body = request.body
        let budget = unpackedBytes
        // However small the body is, its content may be large.
        BlockingWork.run(
            isLong: body.count > HTTPLimits.inlineCompressionBytesMax / 32, on: lane
        ) { () -> Result<UnpackedBody, CompressionError> in
            do throws(CompressionError) {
                return .success(try UnpackedBody(unpacking: body, as: encoding, from: budget))
            } catch {
                return .failure(error)
            }
        } then: { result in
            proceed(result)
        } orElse: {
            proceed(.failure(.noRoom))
        }
    }

    /// Compresses a response for a client that accepts it.
    ///
    /// A large one takes memory while it waits for a thread, as it does when its client takes long:
    /// packed, it is counted anew.
    func pack(
        _ response: HTTPResponse, to head: RequestHead, isRead: Bool, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        guard response.body.count > HTTPLimits.compressionThresholdBytes,
            let acceptEncoding = head.fields.acceptEncoding,
            let encoding = ContentEncoding.accepted(by: acceptEncoding)
        else {
            respond(response)
            return
        }
        var response = response
        response.addVary("Accept-Encoding")
        let isCounted = responses.take(
            for: &response, isRead: isRead,
            rejection: ProtocolRejection.tooManyResponses.response(to: head.line))
        guard response.body.count > HTTPLimits.compressionThresholdBytes else {
            // There was no room for it.
            respond(response)
            return
        }
        let bytes = isCounted ? response.body.count : 0
        BlockingWork.run(
            isLong: response.body.count > HTTPLimits.inlineCompressionBytesMax, on: lane
        ) { [response] () -> HTTPResponse in
            var packed = response
            packed.body = encoding.encode(response.body)
            packed.headers.append(("Content-Encoding", encoding.rawValue))
            // The checksum is that of what is sent.
            return packed.numberHeader == nil ? packed : packed.withChecksum
        } then: { packed in
            if bytes > 0 { responses.give(bytes) }
            respond(packed)
        } orElse: {
            // It can be sent as it is.
            if bytes > 0 { responses.give(bytes) }
            respond(response)
        }
    }
}
