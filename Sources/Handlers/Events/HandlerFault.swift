/// Why an invocation counts as failed.
package struct HandlerFault: Error, Hashable, Sendable {
    /// One sentence, without a full stop.
    package let message: String
    /// Whether the function itself failed: it died, took too long, or answered with an error.
    ///
    /// A handler whose response names failed records, or has writes that cannot be done, did its
    /// work.
    package let isOfFunction: Bool

    package init(_ message: String, isOfFunction: Bool = false) {
        self.isOfFunction = isOfFunction
        self.message = message.cut(toBytes: RunnerLimits.faultMessageBytesMax)
    }
}

extension String {
    /// The beginning of the text, as many whole code points as fit in so many bytes of UTF-8.
    func cut(toBytes count: Int) -> String {
        guard utf8.count > count else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: count)
        while end > utf8.startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
        return String(unicodeScalars[..<end])
    }
}
