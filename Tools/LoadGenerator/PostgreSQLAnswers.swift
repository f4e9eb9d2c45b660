import NIOCore

/// What PostgreSQL sends: messages, of which ReadyForQuery ends an answer.
///
///     byte 0      the message's type
///     bytes 1-4   its length with these four bytes, big-endian
struct PostgreSQLAnswers: AnswerScanner {
    private var refusal: String?

    mutating func next(in received: inout ByteBuffer) -> ScannedAnswer? {
        while let type: UInt8 = received.getInteger(at: received.readerIndex),
            let length: UInt32 = received.getInteger(at: received.readerIndex + 1),
            received.readableBytes > length
        {
            let bodyBytes = Int(length) - 4
            received.moveReaderIndex(forwardBy: 5)
            defer { received.moveReaderIndex(forwardBy: bodyBytes) }
            switch type {
            case UInt8(ascii: "Z"):
                defer { refusal = nil }
                return refusal.map { .refusal($0) } ?? .success
            case UInt8(ascii: "E"):
                let body = received.readableBytesView.prefix(bodyBytes)
                let fields = PostgreSQLAnswers.fields(of: body)
                refusal = refusal ?? fields.values.joined(separator: " ")
                // The server closes the connection then, and never says that it is ready.
                if fields.isFatal { return .refusal(refusal ?? "") }
            case UInt8(ascii: "R"):
                let kind: UInt32? = received.getInteger(at: received.readerIndex)
                if let kind, kind != 0 {
                    return .refusal("authentication of kind \(kind) is asked for, not trust")
                }
            default: break
            }
        }
        return nil
    }

    /// Severity, code and text of an error.
    private static func fields(of body: ByteBufferView) -> (values: [String], isFatal: Bool) {
        let fields = body.split(separator: 0).map {
            String(decoding: $0, as: UTF8.self)
        }
        let values = fields.filter { "SCM".contains($0.prefix(1)) }.map { String($0.dropFirst()) }
        return (values, fields.contains("VFATAL") || fields.contains("VPANIC"))
    }
}
