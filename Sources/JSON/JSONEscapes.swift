/// Undoes the escapes of a string the parser has already checked.
enum JSONEscapes {
    static func decode(_ text: [UInt8], in range: Range<Int>) -> [UInt8] {
        decode(text.span, in: range)
    }

    static func decode(_ text: Span<UInt8>, in range: Range<Int>) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = text[index]
            guard byte == UInt8(ascii: "\\"), index + 1 < range.upperBound else {
                decoded.append(byte)
                index += 1
                continue
            }
            let letter = text[index + 1]
            index += 2
            switch letter {
            case UInt8(ascii: "b"): decoded.append(0x08)
            case UInt8(ascii: "f"): decoded.append(0x0C)
            case UInt8(ascii: "n"): decoded.append(0x0A)
            case UInt8(ascii: "r"): decoded.append(0x0D)
            case UInt8(ascii: "t"): decoded.append(0x09)
            case UInt8(ascii: "u"): index = appendUnicode(text, at: index, to: &decoded)
            default: decoded.append(letter)
            }
        }
        return decoded
    }

    /// Appends the character of a `\u` escape (or pair) whose digits start at `index`.
    private static func appendUnicode(
        _ text: Span<UInt8>, at index: Int, to decoded: inout [UInt8]
    ) -> Int {
        var end = index + 4
        var code = unit(text, at: index)
        if UTF16.isLeadSurrogate(UInt16(truncatingIfNeeded: code)) {
            code = 0x10000 + (code & 0x3FF) << 10 + unit(text, at: index + 6) & 0x3FF
            end = index + 10
        }
        // The parser let no other surrogate pass, so there always is such a scalar.
        if let scalar = Unicode.Scalar(code), let character = UTF8.encode(scalar) {
            decoded.append(contentsOf: character)
        }
        return end
    }

    private static func unit(_ text: Span<UInt8>, at start: Int) -> UInt32 {
        var unit: UInt32 = 0
        for index in start..<start + 4 {
            unit = unit << 4 | UInt32(hexadecimalDigit(text[index]) ?? 0)
        }
        return unit
    }

    static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
