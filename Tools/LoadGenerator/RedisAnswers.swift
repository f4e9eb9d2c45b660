import NIOCore

/// Replies of Redis: lines that begin with their type, some with bytes or further replies behind.
struct RedisAnswers: AnswerScanner {
    /// Replies that are still to come before the one that is looked at is whole, with itself.
    private var parts = 1
    private var refusal: String?

    mutating func next(in received: inout ByteBuffer) -> ScannedAnswer? {
        let bytes = read(received.readableBytesUInt8Span)
        received.moveReaderIndex(forwardBy: bytes)
        guard parts == 0 else { return nil }
        defer {
            parts = 1
            refusal = nil
        }
        return refusal.map { .refusal($0) } ?? .success
    }

    /// Goes on until the reply is whole or `bytes` end; returns how many of them that took.
    private mutating func read(_ bytes: Span<UInt8>) -> Int {
        var position = 0
        while parts > 0, let line = RedisLine(in: bytes, from: position) {
            let end = line.end + line.bytesBehind
            guard end <= bytes.count else { break }
            if line.type == UInt8(ascii: "*") { parts += max(line.number, 0) }
            if line.type == UInt8(ascii: "-"), refusal == nil {
                refusal = RedisAnswers.text(bytes, from: position, to: line.end - 2)
            }
            position = end
            parts -= 1
        }
        return position
    }

    private static func text(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> String {
        String(decoding: (start..<end).map { bytes[$0] }, as: UTF8.self)
    }
}

/// One line of a reply.
private struct RedisLine {
    let type: UInt8
    /// What stands behind the type, where that is a number.
    let number: Int
    /// Behind the line's CR and LF.
    let end: Int

    /// How long the string is that follows; -1 says that there is none.
    var bytesBehind: Int { type == UInt8(ascii: "$") && number >= 0 ? number + 2 : 0 }

    /// `nil` when the line is not whole yet.
    init?(in bytes: Span<UInt8>, from start: Int) {
        guard start + 3 <= bytes.count else { return nil }
        type = bytes[start]
        var index = start + 1
        var isNegative = false
        var number = 0
        while index < bytes.count, bytes[index] != 0x0A {
            let byte = bytes[index]
            if byte == UInt8(ascii: "-") { isNegative = true }
            if (0x30...0x39).contains(byte) { number = number &* 10 &+ Int(byte &- 0x30) }
            index += 1
        }
        guard index < bytes.count else { return nil }
        self.number = isNegative ? -number : number
        end = index + 1
    }
}
