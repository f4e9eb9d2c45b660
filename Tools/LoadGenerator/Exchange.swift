import NIOCore

/// What a connection says and hears: how it opens, what its requests are, when they are answered.
struct Exchange: Sendable {
    /// Where requests come from.
    enum Requests: Sendable {
        /// All alike, but for their numbers.
        case template(RequestTemplate)
        /// Each made for the number that the load asks for next.
        case made(@Sendable (Int) -> [UInt8])
    }

    let peer: Peer
    /// Sent first: what the protocol begins with, and statements to prepare.
    var opening: [UInt8] = []
    var openingAnswers = 0
    let requests: Requests
    /// Answers of the peer to one request; the request is answered with the last of them.
    var answersPerRequest = 1

    /// The requests of one connection, one after the other.
    func next(_ numbers: RequestNumbers) -> () -> ByteBuffer {
        switch requests {
        case .template(let template):
            var request = template.bytes
            return {
                numbers.advance()
                template.fill(&request, numbers)
                return ByteBuffer(bytes: request)
            }
        case .made(let make): return { ByteBuffer(bytes: make(numbers.next(.link))) }
        }
    }
}
