import Platform
import Synchronization
package import Values

/// Texts that were parsed lately, and what was found in them.
///
/// Clients send the same few texts again and again, with other values. Two generations are kept: a
/// full one becomes the older, and what is not used again while the next one fills goes with it. The
/// few texts that were found there last are compared first, which takes less time than hashing one.
package final class KeptTexts<Parsed: Sendable>: Sendable {
    /// A text, and whether it was read in a language that knows more than DynamoDB's.
    private struct Key: Hashable {
        let text: Text
        let isExtended: Bool
    }

    private struct Generations {
        private var newer: [Key: Parsed] = [:]
        private var older: [Key: Parsed] = [:]
        private var recent: [(key: Key, parsed: Parsed)] = []
        /// Where the next one takes the place of another.
        private var oldest = 0

        mutating func find(_ key: Key) -> Parsed? {
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

        mutating func keep(_ parsed: Parsed, under key: Key) {
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

    private let generations = Mutex(Generations())

    package init() {}

    /// What is kept of a text, or else what `read` finds in it now, which is kept then.
    ///
    /// Texts of more than `ExpressionLimits.keptBytesMax` are read every time. What `read` throws is
    /// not kept.
    ///
    /// - Parameter isExtended: whether it is read in a language that knows more than DynamoDB's.
    package func parsed(
        _ text: Text, isExtended: Bool, by read: () throws(ExpressionError) -> Parsed
    ) throws(ExpressionError) -> Parsed {
        guard text.utf8Count <= ExpressionLimits.keptBytesMax else { return try read() }
        let key = Key(text: text, isExtended: isExtended)
        if let known = generations.withLock({ $0.find(key) }) { return known }
        let parsed = try read()
        generations.withLock { $0.keep(parsed, under: key) }
        return parsed
    }
}
