import Platform

extension JSONParser {
    /// Objects up to this size compare each name with each; above, names are sorted.
    private static let pairwiseMax = 8

    /// Refuses an object in which two members have one name, whatever their spelling.
    ///
    /// Comparing is bounded by the text's length times the logarithm of the number of members,
    /// also against names made to be similar; no hash function has to be trusted.
    func checkNamesDiffer(ofObjectAt container: Int, _ bytes: Span<UInt8>) throws(JSONError) {
        let count = tape[container].count
        guard count > Self.pairwiseMax else {
            return try compareEachPair(ofObjectAt: container, bytes)
        }
        var names: [Name] = []
        names.reserveCapacity(count)
        var index = container + 1
        for _ in 0..<count {
            names.append(Name(token: tape[index], bytes))
            index = Int(tape[index + 1].next)
        }
        names.sort { left, right in
            left.prefix != right.prefix
                ? left.prefix < right.prefix : left.isBefore(right, bytes)
        }
        for index in 1..<count where names[index - 1].equals(names[index], bytes) {
            let later = max(names[index - 1].start, names[index].start)
            throw JSONError(.duplicateMember(names[index].text(bytes)), at: later - 1)
        }
    }

    private func compareEachPair(
        ofObjectAt container: Int, _ bytes: Span<UInt8>
    ) throws(JSONError) {
        if differInFirstWords(ofObjectAt: container, bytes) { return }
        let count = tape[container].count
        var later = Int(tape[container + 2].next)
        for index in 1..<count {
            var earlier = container + 1
            for _ in 0..<index {
                if areEqual(tape[earlier], tape[later], bytes) {
                    let name = Name(token: tape[later], bytes)
                    throw JSONError(.duplicateMember(name.text(bytes)), at: name.start - 1)
                }
                earlier = Int(tape[earlier + 1].next)
            }
            later = Int(tape[later + 1].next)
        }
    }

    /// Whether the first eight bytes of all names differ, as they nearly always do.
    ///
    /// Not of a name with escapes, which may be another one's spelling.
    private func differInFirstWords(ofObjectAt container: Int, _ bytes: Span<UInt8>) -> Bool {
        var words = InlineArray<8, UInt64>(repeating: 0)
        var index = container + 1
        for place in 0..<tape[container].count {
            let name = tape[index]
            if name.isEscaped { return false }
            let word = bytes.firstWord(in: name.range)
            for earlier in 0..<place where words[earlier] == word { return false }
            words[place] = word
            index = Int(tape[index + 1].next)
        }
        return true
    }

    private func areEqual(_ one: JSONToken, _ two: JSONToken, _ bytes: Span<UInt8>) -> Bool {
        if one.isEscaped || two.isEscaped {
            return Name(token: one, bytes).equals(Name(token: two, bytes), bytes)
        }
        guard one.end - one.start == two.end - two.start else { return false }
        for offset in 0..<Int(one.end - one.start)
        where bytes[Int(one.start) + offset] != bytes[Int(two.start) + offset] {
            return false
        }
        return true
    }
}

/// A member's name while names are compared: a range of the text, or its own bytes if escaped.
private struct Name {
    let start: Int
    let end: Int
    private let unescaped: [UInt8]?
    /// The first eight bytes as a number, padded with zeros: decides nearly every comparison.
    let prefix: UInt64

    init(token: JSONToken, _ bytes: Span<UInt8>) {
        start = Int(token.start)
        end = Int(token.end)
        unescaped = token.isEscaped ? JSONEscapes.decode(bytes, in: token.range) : nil
        var prefix: UInt64 = 0
        for offset in 0..<8 {
            let byte: UInt8 =
                if let unescaped {
                    offset < unescaped.count ? unescaped[offset] : 0
                } else {
                    start + offset < end ? bytes[start + offset] : 0
                }
            prefix = prefix << 8 | UInt64(byte)
        }
        self.prefix = prefix
    }

    private var count: Int { unescaped?.count ?? end - start }

    private func byte(_ offset: Int, _ bytes: Span<UInt8>) -> UInt8 {
        if let unescaped { unescaped[offset] } else { bytes[start + offset] }
    }

    func isBefore(_ other: Self, _ bytes: Span<UInt8>) -> Bool {
        for offset in 0..<min(count, other.count) {
            let (mine, theirs) = (byte(offset, bytes), other.byte(offset, bytes))
            if mine != theirs { return mine < theirs }
        }
        return count < other.count
    }

    func equals(_ other: Self, _ bytes: Span<UInt8>) -> Bool {
        guard prefix == other.prefix, count == other.count else { return false }
        for offset in 0..<count where byte(offset, bytes) != other.byte(offset, bytes) {
            return false
        }
        return true
    }

    func text(_ bytes: Span<UInt8>) -> String {
        var name: [UInt8] = []
        for offset in 0..<count { name.append(byte(offset, bytes)) }
        return String(decoding: name, as: UTF8.self)
    }
}
