import Model
import Platform
import Sketches
import Values

/// The id of a server-sent event: where in the changes of one table a reader stands.
///
///     sequence number, 21 digits · "." · 8 hexadecimal digits that stand for the table
///
/// All tables of a server share one order of changes, so a position in one of them would be taken
/// for one in any other. A sequence number alone, as in DynamoDB's streams, is accepted for every
/// table.
struct ChangeID: Sendable {
    let sequence: SequenceNumber
    /// What the id says of its table; `nil` when it says nothing.
    private let mark: String?

    /// `nil` when the text is none.
    init?(text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let sequence = SequenceNumber(text: String(first)) else {
            return nil
        }
        self.sequence = sequence
        guard parts.count == 2 else {
            mark = nil
            return
        }
        let mark = String(parts[1])
        guard mark.utf8.count == ChangeID.markDigits, UInt32(mark, radix: 16) != nil else {
            return nil
        }
        self.mark = mark
    }

    static func text(_ sequence: SequenceNumber, of table: TableID) -> String {
        "\(sequence.text).\(mark(of: table))"
    }

    func isGood(for table: TableID) -> Bool {
        mark == nil || mark == ChangeID.mark(of: table)
    }

    private static let markDigits = 8

    private static func mark(of table: TableID) -> String {
        let hash = MurmurHash3.hash(word: UInt64(table.rawValue), seed: 0).0
        let digits = String(UInt32(truncatingIfNeeded: hash), radix: 16)
        return String(repeating: "0", count: markDigits - digits.utf8.count) + digits
    }
}
