import Platform

extension JSONParser {
    /// Steps over a string, from its opening quote past its closing one.
    ///
    /// All of its bytes are checked here, so that decoding later cannot fail.
    ///
    /// - Returns: whether it held escapes.
    mutating func scanString(_ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        var isEscaped = false
        var index = position + 1
        while index < bytes.count {
            index = Self.skipPlain(bytes, from: index)
            guard index < bytes.count else { break }
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                position = index + 1
                return isEscaped
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
                index = try Self.scanEscape(bytes, at: index)
            } else if byte < 0x20 {
                throw JSONError(.controlCharacter, at: index)
            } else if byte < 0x80 {
                index += 1
            } else {
                index = try Self.scanMultibyte(bytes, at: index)
            }
        }
        throw JSONError(.truncated(.closingQuote), at: bytes.count)
    }

    /// Steps over ASCII that stands for itself, eight bytes at a time.
    ///
    /// - Returns: where something else may stand; that is never too far.
    @inline(__always)
    private static func skipPlain(_ bytes: Span<UInt8>, from start: Int) -> Int {
        let (lows, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        var index = start
        while bytes.count - index >= 8 {
            let word = bytes.word(at: index)
            // A byte's highest bit is set here if it is zero there: a borrow from it can only
            // mislead about the bytes after it.
            let quotes = word ^ lows &* UInt64(UInt8(ascii: "\""))
            let backslashes = word ^ lows &* UInt64(UInt8(ascii: "\\"))
            let special =
                ((quotes &- lows) & ~quotes | (backslashes &- lows) & ~backslashes
                    | (word &- lows &* 0x20) & ~word | word) & highs
            if special != 0 { return index + special.trailingZeroBitCount / 8 }
            index += 8
        }
        return index
    }

    /// Steps over one escape (two for a surrogate pair); `index` is its backslash.
    private static func scanEscape(
        _ bytes: Span<UInt8>, at index: Int
    ) throws(JSONError) -> Int {
        guard index + 1 < bytes.count else {
            throw JSONError(.truncated(.escape), at: bytes.count)
        }
        switch bytes[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return index + 2
        case UInt8(ascii: "u"): break
        default: throw JSONError(.expected(.escape), at: index + 1)
        }
        let unit = try hexadecimal(bytes, at: index + 2)
        guard UTF16.isSurrogate(unit) else { return index + 6 }
        guard UTF16.isLeadSurrogate(unit) else { throw JSONError(.loneSurrogate, at: index) }
        for (offset, wanted) in [UInt8(ascii: "\\"), UInt8(ascii: "u")].enumerated() {
            guard index + 6 + offset < bytes.count else {
                throw JSONError(.truncated(.lowSurrogate), at: bytes.count)
            }
            guard bytes[index + 6 + offset] == wanted else {
                throw JSONError(.loneSurrogate, at: index)
            }
        }
        guard UTF16.isTrailSurrogate(try hexadecimal(bytes, at: index + 8)) else {
            throw JSONError(.loneSurrogate, at: index)
        }
        return index + 12
    }

    private static func hexadecimal(
        _ bytes: Span<UInt8>, at start: Int
    ) throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for index in start..<start + 4 {
            guard index < bytes.count else {
                throw JSONError(.truncated(.hexDigit), at: bytes.count)
            }
            guard let digit = JSONEscapes.hexadecimalDigit(bytes[index]) else {
                throw JSONError(.expected(.hexDigit), at: index)
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// Steps over one character of two to four bytes, by the table of well-formed sequences
    /// (Unicode 3.9, table 3-7): the second byte's range alone excludes overlong forms,
    /// surrogates and everything above U+10FFFF.
    private static func scanMultibyte(
        _ bytes: Span<UInt8>, at index: Int
    ) throws(JSONError) -> Int {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch bytes[index] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: length = 4
        default: throw JSONError(.invalidUTF8, at: index)
        }
        guard index + length <= bytes.count, second.contains(bytes[index + 1]) else {
            throw JSONError(.invalidUTF8, at: index)
        }
        for offset in 2..<max(length, 2) where bytes[index + offset] & 0xC0 != 0x80 {
            throw JSONError(.invalidUTF8, at: index)
        }
        return index + length
    }

    /// Steps over a number; `position` is at its sign or first digit.
    mutating func scanNumber(_ bytes: Span<UInt8>) throws(JSONError) {
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let first = position
        try scanDigits(bytes)
        if position - first > 1 && bytes[first] == UInt8(ascii: "0") {
            throw JSONError(.leadingZero, at: first)
        }
        if position < bytes.count && bytes[position] == UInt8(ascii: ".") {
            position += 1
            try scanDigits(bytes)
        }
        if position < bytes.count && bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count
                && (bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-"))
            {
                position += 1
            }
            try scanDigits(bytes)
        }
    }

    private mutating func scanDigits(_ bytes: Span<UInt8>) throws(JSONError) {
        let start = position
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 {
            position += 1
        }
        guard position > start else {
            throw JSONError(
                position < bytes.count ? .expected(.digit) : .truncated(.digit), at: position)
        }
    }
}
