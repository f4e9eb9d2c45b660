import HTTP
import Platform

extension ResponseMemory {
    /// Compresses an answer for those who ask.
    ///
    /// A large one takes memory while it waits for a thread, as it does when its client takes long:
    /// compressed, it is counted anew.
    func pack(
        _ response: HTTPResponse, to head: RequestHead, by application: any HTTPApplication,
        on lane: EventLoopLane,
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
        let bytes = take(for: &response, to: head, by: application) ? response.body.count : 0
        guard response.body.count > HTTPLimits.compressionThresholdBytes else {
            // There was no room for it.
            respond(response)
            return
        }
        BlockingWork.run(
            isLong: response.body.count > HTTPLimits.inlineCompressionBytesMax, on: lane
        ) { [response] () -> HTTPResponse in
            var packed = response
            packed.body = encoding.encode(response.body)
            packed.headers.append(("Content-Encoding", encoding.rawValue))
            // It is of what is sent.
            return packed.numberHeader == nil ? packed : packed.withChecksum
        } then: { packed in
            if bytes > 0 { give(bytes) }
            respond(packed)
        }
    }
}
