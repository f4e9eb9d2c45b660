import JSON

/// What an answer must be to be handed on.
enum AnswerFormat {
    /// Characters of a wrong answer that its failure quotes.
    private static let quotedMax = 80

    /// Why these bytes are no answer; nothing at all is one.
    static func problem(with bytes: [UInt8]) -> InvocationFailure? {
        guard !bytes.isEmpty else { return nil }
        do {
            _ = try JSONDocument(parsing: bytes)
            return nil
        } catch {
            return .malformedOutput("\(quote(bytes)) is not JSON")
        }
    }

    static func quote(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes.prefix(quotedMax), as: UTF8.self)
            .filter { !$0.isNewline }
        return bytes.count > quotedMax ? "'\(text)…'" : "'\(text)'"
    }

    static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }),
            let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return Array(bytes[first...last])
    }
}
