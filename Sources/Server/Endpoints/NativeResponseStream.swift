import HTTP
import NativeAPI

/// A stream of the native API as the HTTP layer sends it.
final class NativeResponseStream: ResponseStream {
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
