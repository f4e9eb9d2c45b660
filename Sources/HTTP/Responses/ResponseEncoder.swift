import NIOCore
import Platform

/// Puts responses into the bytes of HTTP/1.1.
///
/// Written by hand because it runs for every request: no header objects are made, and head and
/// body leave in one write.
enum ResponseEncoder {
    /// Appends a response to those that are to leave with it.
    static func encode(
        _ response: HTTPResponse, _ framing: ResponseFraming, loop: LoopState,
        allocator: ByteBufferAllocator, to buffer: inout ByteBuffer
    ) {
        var head = loop.takeScratch()
        append(response, framing, loop: loop, to: &head)
        let size = head.count + response.body.count
        if buffer.readableBytes == 0 {
            buffer = allocator.buffer(capacity: size)
        } else {
            buffer.reserveCapacity(minimumWritableBytes: size)
        }
        buffer.writeBytes(head)
        if !framing.isHead { buffer.writeBytes(response.body) }
        loop.giveScratch(&head)
    }

    /// Fills an array, as that takes less time than a buffer that others may share.
    private static func append(
        _ response: HTTPResponse, _ framing: ResponseFraming, loop: LoopState,
        to head: inout [UInt8]
    ) {
        if response.status == 200 {
            head += loop.okHead
        } else {
            let reason = HTTPResponse.reason(of: response.status)
            head += "HTTP/1.1 \(response.status) \(reason)".utf8
            head += loop.commonHeaders
        }
        loop.identifiers.append(to: &head)
        if let contentType = response.contentType {
            head += contentType.line
        }
        if response.stream == nil {
            if response.status != 304 {
                // There it would have to be the length of what is not sent.
                head += contentLengthName
                head.append(decimal: UInt64(response.body.count))
            }
        } else if !framing.isHTTP10 {
            // An old client reads until the connection is closed.
            head += "\r\nTransfer-Encoding: chunked".utf8
        }
        if let header = response.numberHeader {
            head += header.start
            head.append(decimal: UInt64(header.value))
        }
        for header in response.headers {
            head += "\r\n\(header.name): \(header.value)".utf8
        }
        if framing.isLast {
            head += "\r\nConnection: close".utf8
        } else if framing.isHTTP10 {
            head += "\r\nConnection: keep-alive".utf8
        }
        head += headEnd
    }

    private static let contentLengthName = Array("\r\nContent-Length: ".utf8)
    private static let headEnd = Array("\r\n\r\n".utf8)
}
