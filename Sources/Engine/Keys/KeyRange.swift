/// A half-open range of keys in byte order; without an upper bound it runs to the end.
package struct KeyRange: Hashable, Sendable {
    package var lower: [UInt8]
    /// The first key that is not in the range.
    package var upper: [UInt8]?

    init(from lower: [UInt8], upTo upper: [UInt8]?) {
        self.lower = lower
        self.upper = upper
    }

    /// Every key that begins with `prefix`.
    init(startingWith prefix: [UInt8]) {
        lower = prefix
        upper = KeyRange.firstKey(notStartingWith: prefix)
    }

    /// Just one key.
    init(_ key: [UInt8]) {
        lower = key
        upper = KeyRange.firstKey(after: key)
    }

    static let everything = KeyRange(from: [], upTo: nil)

    /// The least key that is greater than `key`.
    static func firstKey(after key: [UInt8]) -> [UInt8] {
        key + [0]
    }

    /// The least key that is greater than everything that begins with `prefix`.
    static func firstKey(notStartingWith prefix: [UInt8]) -> [UInt8]? {
        var bound = prefix
        while let last = bound.popLast() {
            if last < .max {
                bound.append(last + 1)
                return bound
            }
        }
        return nil
    }

    func contains(_ key: [UInt8]) -> Bool {
        !key.precedes(lower) && (upper.map { key.precedes($0) } ?? true)
    }

    /// The part of this range that lies before `bound`.
    func clamped(before bound: [UInt8]) -> KeyRange {
        if let upper, !bound.precedes(upper) { return self }
        return KeyRange(from: lower, upTo: bound)
    }

    /// The part of this range that lies at `bound` or after it.
    func clamped(from bound: [UInt8]) -> KeyRange {
        lower.precedes(bound) ? KeyRange(from: bound, upTo: upper) : self
    }

    /// The part of this range that lies in another one too.
    package func clamped(to other: KeyRange) -> KeyRange {
        let range = clamped(from: other.lower)
        return other.upper.map { range.clamped(before: $0) } ?? range
    }

    /// Whether no key can lie in it.
    package var isEmpty: Bool { upper.map { !lower.precedes($0) } ?? false }

    /// What a walk of this range has left once it was at `key`.
    func goingOn(behind key: [UInt8], isReversed: Bool) -> KeyRange {
        isReversed ? clamped(before: key) : clamped(from: KeyRange.firstKey(after: key))
    }
}

extension [UInt8] {
    /// Byte order, the order of LMDB: unsigned, a prefix before what it begins.
    package func precedes(_ other: [UInt8]) -> Bool {
        let shared = Swift.min(count, other.count)
        for index in 0..<shared where self[index] != other[index] {
            return self[index] < other[index]
        }
        return count < other.count
    }
}
