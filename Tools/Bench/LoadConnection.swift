import Histogram
import NIOCore

/// Counts of one event loop's connections.
///
/// Touched only on that loop.
final class Tally {
    var latencies = Histogram<UInt64>(highestTrackableValue: 60_000_000_000)
    var answers = 0
    var refusals = 0
    /// The first refusal's text, for whoever has to find out why.
    var firstRefusal: String?
    var isMeasuring = false
    var isStopping = false
    /// How many more requests may begin, over all connections of the loop.
    var requestsLeft = Int.max
    /// The next item's number, in turn or at random.
    var nextNumber: () -> Int = { 0 }
}

/// One connection that always has `depth` requests on their way.
///
/// Knows just enough HTTP for our own server: answers have a Content-Length.
final class LoadConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let template: RequestTemplate
    private let bytes: ByteBuffer
    private let numbers: RequestNumbers
    private let depth: Int
    private let tally: Tally
    private let ended: EventLoopPromise<Void>
    private var received = ByteBuffer()
    private var begun = CircularBuffer<UInt64>(initialCapacity: 64)

    init(
        template: RequestTemplate, numbers: RequestNumbers, depth: Int, tally: Tally,
        ended: EventLoopPromise<Void>
    ) {
        self.template = template
        bytes = ByteBuffer(bytes: template.bytes)
        self.numbers = numbers
        self.depth = depth
        self.tally = tally
        self.ended = ended
    }

    func channelActive(context: ChannelHandlerContext) {
        for _ in 0..<depth { begin(context) }
        context.flush()
        closeWhenDone(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        ended.succeed()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        tally.firstRefusal = tally.firstRefusal ?? "\(error)"
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if received.readableBytes == 0 { received = bytes } else { received.writeBuffer(&bytes) }
        let now = NIODeadline.now().uptimeNanoseconds
        while let isSuccess = takeAnswer() {
            if let start = begun.popFirst(), tally.isMeasuring {
                tally.latencies.record(now - start)
                tally.answers += 1
                if !isSuccess { tally.refusals += 1 }
            }
            begin(context)
        }
        context.flush()
        closeWhenDone(context)
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard !tally.isStopping, tally.requestsLeft > 0 else { return }
        tally.requestsLeft -= 1
        var request = bytes
        numbers.advance()
        template.fill(&request, numbers)
        begun.append(NIODeadline.now().uptimeNanoseconds)
        context.write(wrapOutboundOut(request), promise: nil)
    }

    private func closeWhenDone(_ context: ChannelHandlerContext) {
        if begun.isEmpty { context.close(promise: nil) }
    }

    /// Passes over one whole answer and says whether it was a success; `nil` when there is none.
    private func takeAnswer() -> Bool? {
        let view = received.readableBytesView
        guard let head = Head(view) else { return nil }
        guard view.count >= head.bytes + head.contentLength else { return nil }
        if !head.isSuccess, tally.firstRefusal == nil {
            tally.firstRefusal = String(
                decoding: view.prefix(head.bytes + head.contentLength), as: UTF8.self)
        }
        received.moveReaderIndex(forwardBy: head.bytes + head.contentLength)
        return head.isSuccess
    }
}

/// The little that a bench reads of an answer's head.
struct Head {
    let isSuccess: Bool
    /// Up to and with the empty line.
    let bytes: Int
    let contentLength: Int

    init?(_ view: ByteBufferView) {
        let start = view.startIndex
        let end = view.endIndex
        var index = start
        var contentLength = 0
        // Line by line: only one kind of line is of interest.
        while true {
            guard let lineEnd = view[index..<end].firstIndex(of: 0x0A) else { return nil }
            if lineEnd - index <= 1 {
                bytes = lineEnd + 1 - start
                break
            }
            // "Content-Length: 12" and nothing else here begins with "C" and has "L" at its place.
            if lineEnd - index > 16, view[index] == 0x43, view[index + 8] == 0x4C {
                contentLength = 0
                for digit in view[(index + 16)..<lineEnd] where digit >= 0x30 {
                    contentLength = contentLength * 10 + Int(digit - 0x30)
                }
            }
            index = lineEnd + 1
        }
        self.contentLength = contentLength
        isSuccess = view.count > 12 && view[start + 9] == 0x32
    }
}
