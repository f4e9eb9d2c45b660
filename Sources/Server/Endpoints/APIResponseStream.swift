import API
import HTTP

/// The stream of an API as the HTTP layer sends it.
final class APIResponseStream: ResponseStream {
    private let stream: any BodyStream

    init(_ stream: any BodyStream) {
        self.stream = stream
    }

    var isCrowded: Bool { stream.isCrowded }

    func next(on lane: EventLoopLane, _ deliver: @escaping @Sendable ([UInt8]?) -> Void) {
        stream.next(on: lane, deliver)
    }

    func tick() {
        stream.tick()
    }

    func close() {
        stream.close()
    }
}
