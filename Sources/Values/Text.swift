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
    ///
    /// Counted over the bytes, so that no index of the string is built for it.
    package var utf16Count: Int {
        let bytes = string.utf8.span
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
        return firstDifference(bytes, prefixBytes, count: prefixBytes.count) == prefixBytes.count
    }
}

extension Text: Hashable {
    package static func == (left: Text, right: Text) -> Bool {
        // Equal bytes are equal strings, and `String` finds most differences in one step.
        guard left.string == right.string else { return false }
        let leftBytes = left.string.utf8.span
        let rightBytes = right.string.utf8.span
        guard leftBytes.count == rightBytes.count else { return false }
        return firstDifference(leftBytes, rightBytes, count: leftBytes.count) == leftBytes.count
    }

    /// Equal bytes are canonically equivalent too, so `String`'s own hash is consistent with `==`.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(string)
    }
}

extension Text: Comparable {
    package static func < (left: Text, right: Text) -> Bool {
        let leftBytes = left.string.utf8.span
        let rightBytes = right.string.utf8.span
        let shared = min(leftBytes.count, rightBytes.count)
        let index = firstDifference(leftBytes, rightBytes, count: shared)
        if index == shared { return leftBytes.count < rightBytes.count }
        return leftBytes[index] < rightBytes[index]
    }
}

/// The first index below `count` at which the two differ, or `count`.
private func firstDifference(_ left: Span<UInt8>, _ right: Span<UInt8>, count: Int) -> Int {
    var index = 0
    while index < count, left[index] == right[index] { index += 1 }
    return index
}
