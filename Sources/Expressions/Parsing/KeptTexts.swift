import Platform
package import Values

/// Texts that were parsed lately, and what was found in them.
///
/// Two generations are kept: a full one becomes the older, and what is not used again while the next
/// one fills goes with it. The few texts that were found there last are compared first, which takes
/// less time than hashing one.
package struct KeptTexts<Parsed: Sendable>: Sendable {
    /// A text, and whether it was read in a language that knows more than DynamoDB's.
    package struct Key: Hashable, Sendable {
        let text: Text
        let isExtended: Bool

        package init(text: Text, isExtended: Bool) {
            self.text = text
            self.isExtended = isExtended
        }
    }

    private var newer: [Key: Parsed] = [:]
    private var older: [Key: Parsed] = [:]
    private var recent: [(key: Key, parsed: Parsed)] = []
    /// Where the next one takes the place of another.
    private var oldest = 0

    package init() {}

    /// What was found in a text, if it is kept.
    package mutating func find(_ key: Key) -> Parsed? {
        let text = key.text.string.utf8.span
        for index in recent.indices
        where recent[index].key.isExtended == key.isExtended
            && recent[index].key.text.string.utf8.span.isEqual(to: text)
        {
            return recent[index].parsed
        }
        if let known = newer[key] {
            note(known, under: key)
            return known
        }
        guard let known = older[key] else { return nil }
        keep(known, under: key)
        return known
    }

    /// Keeps what was found in a text of up to `ExpressionLimits.keptBytesMax`.
    package mutating func keep(_ parsed: Parsed, under key: Key) {
        if newer.count >= ExpressionLimits.keptCountMax {
            older = newer
            newer = [:]
        }
        newer[key] = parsed
        note(parsed, under: key)
    }

    private mutating func note(_ parsed: Parsed, under key: Key) {
        if recent.count < ExpressionLimits.recentTextsMax {
            recent.append((key, parsed))
        } else {
            recent[oldest] = (key, parsed)
            oldest = (oldest + 1) % ExpressionLimits.recentTextsMax
        }
    }
}
