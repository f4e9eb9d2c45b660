/// A string whose identity is its UTF-8 bytes.
///
/// `String` calls the composed and the decomposed "é" equal; DynamoDB does not. Attribute names,
/// S values and keys are therefore `Text`: equality and order look at the bytes only.
package struct Text: Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let string: String

    package init(_ string: String) {
        self.string = string
    }

    package init(stringLiteral value: StringLiteralType) {
        string = value
    }

    /// Reads `bytes` as UTF-8; `nil` when they are not.
    package init?(utf8 bytes: Span<UInt8>) {
        do { string = String(copying: try UTF8Span(validating: bytes)) } catch { return nil }
    }

    /// Reads `bytes` as UTF-8; `nil` when they are not.
    package init?(utf8 bytes: [UInt8]) {
        self.init(utf8: bytes.span)
    }

    package var utf8Count: Int { string.utf8.count }

    /// The units that it has in UTF-16: two for each character beyond the first 65,536.
    package var utf16Count: Int { Text.utf16Count(ofUTF8: string.utf8.span) }

    /// The same for a text that is not made.
    ///
    /// Counted over the bytes, so that no index of a string is built for it.
    package static func utf16Count(ofUTF8 bytes: Span<UInt8>) -> Int {
        var count = 0
        for index in bytes.indices {
            let byte = bytes[index]
            // Whatever is no continuation begins a character; four bytes are a pair of units.
            if byte & 0xC0 != 0x80 { count += 1 }
            if byte >= 0xF0 { count += 1 }
        }
        return count
    }

    package var isEmpty: Bool { string.isEmpty }

    package var bytes: [UInt8] { Array(string.utf8) }

    package var description: String { string }

    /// Whether the bytes of `self` begin with those of `prefix`.
    package func starts(with prefix: Text) -> Bool {
        let bytes = string.utf8.span
        let prefixBytes = prefix.string.utf8.span
        guard prefixBytes.count <= bytes.count else { return false }
        return bytes.extracting(first: prefixBytes.count).compare(with: prefixBytes) == 0
    }
}

extension Text: Hashable {
    package static func == (left: Text, right: Text) -> Bool {
        // Equal bytes are equal strings, and `String` finds most differences in one step.
        guard left.string == right.string else { return false }
        return left.string.utf8.span.compare(with: right.string.utf8.span) == 0
    }

    /// Equal bytes are canonically equivalent too, so `String`'s own hash is consistent with `==`.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(string)
    }
}

extension Text: Comparable {
    package static func < (left: Text, right: Text) -> Bool {
        left.string.utf8.span.compare(with: right.string.utf8.span) < 0
    }
}
