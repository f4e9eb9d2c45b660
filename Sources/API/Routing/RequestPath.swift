import Values

/// The segments of a request's path, found without making strings of them.
///
/// A path is split before it is decoded, so `%2F` belongs to a segment.
package struct RequestPath: ~Copyable {
    /// The path without its query, as it came.
    private let text: Substring
    /// The decoded segments one after the other, for a path in which not all bytes stand for
    /// themselves.
    private var decoded: [UInt8]?
    /// Where the segments stand in the bytes of one or the other.
    private var ranges = InlineArray<8, Range<Int>>(repeating: 0..<0)
    /// How many segments there are; one that has more than fit here is on no route.
    package private(set) var count = 0

    /// - Parameter text: the path alone, `/v1/...`.
    package init(_ text: Substring) throws(PercentCoding.Problem) {
        self.text = text
        decoded = nil
        if !readPlain(text.utf8.span) {
            count = 0
            var decoded: [UInt8] = []
            var rest = Array(text.utf8)[...]
            var found: [Range<Int>] = []
            while let slash = rest.firstIndex(of: UInt8(ascii: "/")) {
                rest = rest[(slash + 1)...]
                let part = rest.prefix { $0 != UInt8(ascii: "/") }
                let start = decoded.count
                decoded += try PercentCoding.decode(part, plusIsBlank: false).utf8
                found.append(start..<decoded.count)
            }
            self.decoded = decoded
            for range in found { add(range) }
        }
    }

    /// Whether the segment with that number is `literal`.
    package func isSegment(_ index: Int, _ literal: [UInt8]) -> Bool {
        guard ranges[index].count == literal.count else { return false }
        if let decoded { return decoded[ranges[index]].elementsEqual(literal) }
        let bytes = text.utf8.span.extracting(ranges[index])
        for offset in bytes.indices where bytes[offset] != literal[offset] { return false }
        return true
    }

    /// The segment with that number.
    func segment(_ index: Int) -> Text {
        let text =
            if let decoded {
                Text(utf8: decoded.span.extracting(ranges[index]))
            } else {
                Text(utf8: text.utf8.span.extracting(ranges[index]))
            }
        return text ?? ""
    }

    func isEmptySegment(_ index: Int) -> Bool { ranges[index].isEmpty }

    private mutating func add(_ range: Range<Int>) {
        if count < ranges.count { ranges[count] = range }
        count += 1
    }

    /// Notes the segments of a path in which every byte stands for itself; `false` for another one.
    private mutating func readPlain(_ bytes: Span<UInt8>) -> Bool {
        var start = bytes.count
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: "/") {
                if index > start { add(start + 1..<index) }
                start = index
            } else if PercentCoding.isSpecial(byte) {
                return false
            }
        }
        if start < bytes.count { add(start + 1..<bytes.count) }
        return true
    }
}
