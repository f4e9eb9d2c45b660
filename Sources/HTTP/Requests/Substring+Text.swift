extension String {
    /// Compares ASCII letters without regard to case, everything else byte by byte.
    package func isEqualIgnoringCase(_ other: String) -> Bool {
        utf8.span.isEqualIgnoringCase(other.utf8.span)
    }
}

extension Substring {
    package func isEqualIgnoringCase(_ other: String) -> Bool {
        utf8.span.isEqualIgnoringCase(other.utf8.span)
    }

    /// Where `text` stands first, compared byte by byte.
    package func range(ofBytes text: StaticString) -> Range<Index>? {
        let wanted = Array(text.description.utf8)
        var start = startIndex
        while start < endIndex {
            if utf8[start...].starts(with: wanted) {
                return start..<utf8.index(start, offsetBy: wanted.count)
            }
            start = utf8.index(after: start)
        }
        return nil
    }

    /// Without blanks at either end.
    package func trimmingBlanks() -> Substring {
        var rest = self
        while let first = rest.utf8.first, first == 0x20 || first == 9 { rest = rest.dropFirst() }
        while let last = rest.utf8.last, last == 0x20 || last == 9 { rest = rest.dropLast() }
        return rest
    }
}
