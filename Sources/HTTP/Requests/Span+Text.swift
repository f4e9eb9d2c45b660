import Platform

/// Bytes as a protocol's text.
extension Span<UInt8> {
    /// Compares ASCII letters without regard to case, everything else byte by byte.
    package func isEqualIgnoringCase(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices {
            let left = self[index]
            let difference = left ^ other[index]
            let isLetter = (0x61...0x7A).contains(left | 0x20)
            guard difference == 0 || (difference == 0x20 && isLetter) else { return false }
        }
        return true
    }

    /// Whether a header's name, made of token characters, is this one without regard to case.
    ///
    /// - Parameter name: without capital letters.
    func isName(_ name: String) -> Bool {
        let name = name.utf8.span
        guard count == name.count else { return false }
        // Of token characters only a letter and its capital differ in this bit alone.
        let bits: UInt64 = 0x2020_2020_2020_2020
        var index = 0
        while count - index >= 8 {
            guard word(at: index) | bits == name.word(at: index) else { return false }
            index += 8
        }
        while index < count {
            guard self[index] | 0x20 == name[index] else { return false }
            index += 1
        }
        return true
    }

    package func isEqualIgnoringCase(_ text: String) -> Bool {
        isEqualIgnoringCase(text.utf8.span)
    }

    package func starts(with text: String) -> Bool {
        let wanted = text.utf8.span
        guard count >= wanted.count else { return false }
        for index in wanted.indices where self[index] != wanted[index] { return false }
        return true
    }

    package func isEqual(_ text: String) -> Bool {
        count == text.utf8.count && starts(with: text)
    }

    package func firstIndex(of byte: UInt8) -> Int? {
        for index in indices where self[index] == byte { return index }
        return nil
    }

    /// Where the bytes stand that are left without blanks at either end of `range`.
    package func trimmingBlanks(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, isBlank(at: start) { start += 1 }
        while end > start, isBlank(at: end - 1) { end -= 1 }
        return start..<end
    }

    private func isBlank(at index: Int) -> Bool {
        self[index] == 0x20 || self[index] == 9
    }
}

extension UInt8 {
    /// Whether it may stand in the name of a header: a letter, a digit or one of 15 signs.
    package var isTokenCharacter: Bool {
        // A bit for each of them, those below 64 first.
        let bits: UInt64 = self < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C7FF_FFFE
        return self < 128 && bits >> UInt64(self & 63) & 1 == 1
    }

    /// What it counts for as a hexadecimal digit.
    package var hexadecimalValue: Int? {
        switch self {
        case 0x30...0x39: Int(self) - 0x30
        case 0x41...0x46: Int(self) - 0x41 + 10
        case 0x61...0x66: Int(self) - 0x61 + 10
        default: nil
        }
    }
}

extension String {
    /// Makes text of bytes; what is not UTF-8 becomes replacement characters.
    init(repairing bytes: Span<UInt8>) {
        do {
            self.init(copying: try UTF8Span(validating: bytes))
        } catch {
            self.init(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        }
    }
}
