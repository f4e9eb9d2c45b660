import NIOCore

/// Answers over HTTP/1.1, of our own server only: they have a Content-Length.
struct HTTPAnswers: AnswerScanner {
    func next(in received: inout ByteBuffer) -> ScannedAnswer? {
        let view = received.readableBytesView
        guard let head = Head(view) else { return nil }
        let bytes = head.bytes + head.contentLength
        guard view.count >= bytes else { return nil }
        received.moveReaderIndex(forwardBy: bytes)
        if head.isSuccess { return .success }
        return .refusal(String(decoding: view.prefix(bytes), as: UTF8.self))
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
