/// Where a change record stands in the one order of all changes of a store.
///
///     number: log position of its command, 48 bits · index in the command, 16 bits
///     text: `SequenceOrigin.only`, 1 to 20 digits, all zeros · number, 20 digits
///
/// So texts order as their numbers do, and texts that name another origin are never taken for one of
/// this store's numbers.
///
/// A position in any stream is one of these: everything up to and including it is behind the reader.
package struct SequenceNumber: Hashable, Comparable, Sendable {
    package let rawValue: UInt64

    /// Before every record.
    package static let zero = SequenceNumber(rawValue: 0)
    /// Digits of the text: as many as AWS's shortest number has.
    package static let digits = 21
    private static let digitsMax = 40
    private static let numberDigits = 20
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
        let number = String(rawValue)
        let zeros = String(
            repeating: "0", count: SequenceNumber.numberDigits - number.utf8.count)
        return "\(SequenceOrigin.only.number)\(zeros)\(number)"
    }

    /// Reads 21 to 40 digits; a number that no record can have is the greatest of all.
    package init?(text: String) {
        let digits = text.utf8
        guard (SequenceNumber.digits...SequenceNumber.digitsMax).contains(digits.count),
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        let origin = UInt64(text.dropLast(SequenceNumber.numberDigits))
        let isOurs = origin == SequenceOrigin.only.number
        rawValue = isOurs ? UInt64(text.suffix(SequenceNumber.numberDigits)) ?? .max : .max
    }

    package static func < (left: SequenceNumber, right: SequenceNumber) -> Bool {
        left.rawValue < right.rawValue
    }
}
