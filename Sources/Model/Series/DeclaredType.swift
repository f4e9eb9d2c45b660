import Expressions
package import Values

/// What a table's definition says its buckets' attributes are, which every write keeps.
package enum DeclaredType: Hashable, Sendable {
    case counter, sketch

    package var word: String {
        switch self {
        case .counter: "a counter"
        case .sketch: "a sketch"
        }
    }

    /// Whether an attribute that is declared so may have this value.
    package func allows(_ value: Value) -> Bool {
        switch (self, value) {
        case (.counter, .number): true
        case (.sketch, .binary): value.sketchEstimation != nil
        default: false
        }
    }
}

extension Table {
    /// What the definition says of an attribute of buckets; `nil` for nothing.
    package func declaredType(of attribute: Text) -> DeclaredType? {
        guard let series else { return nil }
        if series.sketches.contains(attribute) { return .sketch }
        return series.counters.contains { $0.isCounterPattern(for: attribute) } ? .counter : nil
    }

    /// Whether a key has the form of a bucket's: prefix and format, with digits for the fields of time.
    ///
    /// No calendar is asked, so a key may have the form and name a day that no month has.
    package func isBucket(_ key: Key) -> Bool {
        guard let series, case .string(let sort)? = key.sort else { return false }
        return series.granularities.contains { $0.hasForm(of: sort) }
    }
}

extension Text {
    /// Whether this counter of a series definition means `attribute`: the same name, or the beginning
    /// of it where the counter ends in `*`.
    package func isCounterPattern(for attribute: Text) -> Bool {
        // Byte by byte: every write to a table with series asks this, and must allocate nothing.
        let pattern = string.utf8.span
        let shared = pattern.count - 1
        guard shared >= 0, pattern[shared] == UInt8(ascii: "*") else { return self == attribute }
        let name = attribute.string.utf8.span
        guard name.count >= shared else { return false }
        for index in 0..<shared where pattern[index] != name[index] { return false }
        return true
    }
}
