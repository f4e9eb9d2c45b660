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
        series?.declaredType(ofName: attribute.string.utf8.span)
    }

    /// Whether a key has the form of a bucket's: prefix and format, with digits for the fields of time.
    ///
    /// No calendar is asked, so a key may have the form and name a day that no month has.
    package func isBucket(_ key: Key) -> Bool {
        guard let series, case .string(let sort)? = key.sort else { return false }
        // A span lends the granularities, which have many parts to copy.
        let granularities = series.granularities.span
        for index in granularities.indices where granularities[index].hasForm(of: sort) {
            return true
        }
        return false
    }
}

extension SeriesDefinition {
    /// What the definition says of a bucket's attribute with this name; `nil` for nothing.
    ///
    /// Every write to a table with series asks this, so nothing is copied for it.
    package func declaredType(ofName name: Span<UInt8>) -> DeclaredType? {
        let sketches = sketches.span
        for index in sketches.indices where sketches[index].isName(name) { return .sketch }
        let counters = counters.span
        for index in counters.indices where counters[index].isCounterPattern(forName: name) {
            return .counter
        }
        return nil
    }
}

extension Text {
    /// Whether this counter of a series definition means `attribute`: the same name, or the beginning
    /// of it where the counter ends in `*`.
    package func isCounterPattern(for attribute: Text) -> Bool {
        isCounterPattern(forName: attribute.string.utf8.span)
    }

    fileprivate func isCounterPattern(forName name: Span<UInt8>) -> Bool {
        let pattern = string.utf8.span
        let shared = pattern.count - 1
        guard shared >= 0, pattern[shared] == UInt8(ascii: "*") else { return isName(name) }
        guard name.count >= shared else { return false }
        for index in 0..<shared where pattern[index] != name[index] { return false }
        return true
    }

    fileprivate func isName(_ name: Span<UInt8>) -> Bool {
        let own = string.utf8.span
        guard own.count == name.count else { return false }
        for index in own.indices where own[index] != name[index] { return false }
        return true
    }
}
