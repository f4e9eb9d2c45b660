/// Where a change record stands in the one order of all changes of a store.
///
///     log position of its command, 48 bits · index in the command, 16 bits
///     text: origin, 1 to 20 digits, all zeros today · the 64 bits, 20 digits
///
/// The origin is room for a partition and an epoch, which the number itself does not need: a stream's
/// shard belongs to one partition. So texts of one origin order as their numbers do, and texts that
/// name another origin are never taken for one of this store's numbers.
///
/// A position in any stream is one of these: everything up to and including it is behind the reader.
package struct SequenceNumber: Hashable, Comparable, Sendable {
    package let rawValue: UInt64

    /// Before every record.
    package static let zero = SequenceNumber(rawValue: 0)
    /// Digits of the text: as many as AWS's shortest number has.
    package static let digits = 21
    private static let digitsMax = 40
    /// 89 years of a hundred thousand commands a second.
    package static let positionMax: UInt64 = 1 << 48 - 1

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// - Parameter index: below `Limits.commandChangesMax`.
    package init(position: UInt64, index: Int) {
        precondition(
            index >= 0 && index < Limits.commandChangesMax, "a command with too many changes")
        precondition(position <= SequenceNumber.positionMax, "a log with too many commands")
        rawValue = position << 16 | UInt64(index)
    }

    /// The last number that a command at `position` can have.
    package static func last(ofPosition position: UInt64) -> SequenceNumber {
        SequenceNumber(position: position, index: 0xFFFF)
    }

    /// The log position of the command that made the record.
    package var position: UInt64 { rawValue >> 16 }

    /// The number that comes right before this one.
    package var predecessor: SequenceNumber {
        SequenceNumber(rawValue: rawValue == 0 ? 0 : rawValue - 1)
    }

    /// The number that comes right after this one.
    package var successor: SequenceNumber {
        SequenceNumber(rawValue: rawValue == .max ? .max : rawValue + 1)
    }

    /// Padded with zeros, so that texts order as numbers do.
    package var text: String {
        let text = String(rawValue)
        return String(repeating: "0", count: SequenceNumber.digits - text.utf8.count) + text
    }

    /// Reads 21 to 40 digits; a number that no record can have is the greatest of all.
    package init?(text: String) {
        let digits = text.utf8
        guard (SequenceNumber.digits...SequenceNumber.digitsMax).contains(digits.count),
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        rawValue = UInt64(text) ?? .max
    }

    package static func < (left: SequenceNumber, right: SequenceNumber) -> Bool {
        left.rawValue < right.rawValue
    }
}
