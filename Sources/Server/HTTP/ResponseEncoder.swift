import NIOCore

/// Puts a response into the bytes of HTTP/1.1, in one buffer.
///
/// Written by hand because it runs for every request: no header objects are made, and head and
/// body leave in one write.
enum ResponseEncoder {
    static func encode(
        _ response: HTTPResponse, isHead: Bool, isOldClient: Bool, loop: LoopState,
        allocator: ByteBufferAllocator
    ) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: 384 + response.body.count)
        if response.status == 200 {
            buffer.writeStaticString("HTTP/1.1 200 OK")
        } else {
            buffer.writeString(
                "HTTP/1.1 \(response.status) \(HTTPResponse.reason(of: response.status))")
        }
        buffer.writeBytes(loop.commonHeaders)
        loop.identifiers.write(to: &buffer)
        if let contentType = response.contentType {
            buffer.writeStaticString("\r\nContent-Type: ")
            buffer.writeString(contentType.rawValue)
        }
        if response.stream == nil {
            buffer.writeStaticString("\r\nx-amz-crc32: ")
            buffer.writeString(String(CRC32.checksum(response.body)))
            if response.status != 304 {
                // There it would have to be the length of what is not sent.
                buffer.writeStaticString("\r\nContent-Length: ")
                buffer.writeString(String(response.body.count))
            }
        } else if !isOldClient {
            // An old client reads until the connection is closed.
            buffer.writeStaticString("\r\nTransfer-Encoding: chunked")
        }
        for header in response.headers {
            buffer.writeStaticString("\r\n")
            buffer.writeString(header.name)
            buffer.writeStaticString(": ")
            buffer.writeString(header.value)
        }
        if response.closesConnection {
            buffer.writeStaticString("\r\nConnection: close")
        } else if isOldClient {
            buffer.writeStaticString("\r\nConnection: keep-alive")
        }
        buffer.writeStaticString("\r\n\r\n")
        if !isHead { buffer.writeBytes(response.body) }
        return buffer
    }
}
