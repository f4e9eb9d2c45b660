package import Model
import Platform

/// How a bucket's start is written in a sort key: `yyyy`, `MM`, `dd`, `HH` and `mm` in this order, as
/// many as the unit needs, with `-`, `.`, `:`, `/`, `T`, `#` and `_` wherever they please.
///
/// From coarse to fine and of fixed width, so that the order of the texts is the order of time. The
/// bucket of all time has no text.
package struct BucketFormat: Hashable, Sendable {
    private enum Part: Hashable {
        case year, month, day, hour, minute
        case literal(UInt8)
    }

    /// The unit of the finest field.
    package let unit: BucketUnit
    private let parts: [Part]

    /// Reads a format such as `yyyyMMddHH`; `nil` when it is none.
    package init?(_ format: String) {
        let fields: [(letters: String, part: Part, unit: BucketUnit)] = [
            ("yyyy", .year, .year), ("MM", .month, .month), ("dd", .day, .day),
            ("HH", .hour, .hour), ("mm", .minute, .minute),
        ]
        var parts: [Part] = []
        var unit = BucketUnit.all
        var next = fields[...]
        var rest = Substring(format).utf8
        while let byte = rest.first {
            if let field = next.first, rest.starts(with: field.letters.utf8) {
                parts.append(field.part)
                unit = field.unit
                next.removeFirst()
                rest = rest.dropFirst(field.letters.utf8.count)
            } else if BucketFormat.literals.contains(byte) {
                parts.append(.literal(byte))
                rest.removeFirst()
            } else {
                return nil
            }
        }
        guard unit != .all || parts.isEmpty else { return nil }
        self.unit = unit
        self.parts = parts
    }

    private static let literals = Array("-.:/T#_".utf8)

    /// The text of the bucket that starts at an instant, as the zone's clocks show it.
    package func text(of bucketStart: Int64, in zone: TimeZoneRules) -> String {
        var bytes: [UInt8] = []
        append(textOf: bucketStart, in: zone, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends what `text` returns, without making a string.
    package func append(textOf bucketStart: Int64, in zone: TimeZoneRules, to bytes: inout [UInt8])
    {
        guard !parts.isEmpty else { return }
        let local = bucketStart + zone.offsetSeconds(at: bucketStart)
        let day = local.floorQuotient(LocalDays.seconds)
        let secondOfDay = Int(local - day * LocalDays.seconds)
        let date = CivilDate(dayNumber: Int(day))
        for part in parts {
            switch part {
            case .year: bytes.append(decimal: date.year, width: 4)
            case .month: bytes.append(decimal: date.month, width: 2)
            case .day: bytes.append(decimal: date.day, width: 2)
            case .hour: bytes.append(decimal: secondOfDay / 3600, width: 2)
            case .minute: bytes.append(decimal: secondOfDay / 60 % 60, width: 2)
            case .literal(let byte): bytes.append(byte)
            }
        }
    }

    /// The start of the bucket that has this text, or `nil` when none has; `Int64.min` for the text
    /// of all time.
    package func bucketStart(
        parsing text: Span<UInt8>, in zone: TimeZoneRules
    ) -> Int64? {
        guard unit != .all else { return text.isEmpty ? .min : nil }
        var digits = DigitReader(bytes: text)
        var year = 1
        var month = 1
        var day = 1
        var secondOfDay: Int64 = 0
        for part in parts {
            switch part {
            case .literal(let byte):
                guard digits.next() == byte else { return nil }
            case .year:
                guard let number = digits.number(width: 4) else { return nil }
                year = number
            case .month:
                guard let number = digits.number(width: 2) else { return nil }
                month = number
            case .day:
                guard let number = digits.number(width: 2) else { return nil }
                day = number
            case .hour:
                guard let number = digits.number(width: 2), number < 24 else { return nil }
                secondOfDay += Int64(number) * 3600
            case .minute:
                guard let number = digits.number(width: 2), number < 60 else { return nil }
                secondOfDay += Int64(number) * 60
            }
        }
        guard digits.isAtEnd, (1...9999).contains(year), (1...12).contains(month),
            (1...CivilDate.days(inMonth: month, of: year)).contains(day)
        else { return nil }
        let start =
            LocalDays(zone: zone).start(of: CivilDate(year: year, month: month, day: day).dayNumber)
            + secondOfDay
        return zone.isFixed || isWritten(text, for: start, in: zone) ? start : nil
    }

    /// Whether a text is that of the bucket; one of a date that the zone skipped is not.
    private func isWritten(
        _ text: Span<UInt8>, for bucketStart: Int64, in zone: TimeZoneRules
    ) -> Bool {
        var written: [UInt8] = []
        append(textOf: bucketStart, in: zone, to: &written)
        guard written.count == text.count else { return false }
        for index in written.indices where written[index] != text[index] { return false }
        return true
    }
}

/// Reads texts of digits and single bytes from the front.
private struct DigitReader: ~Escapable {
    let bytes: Span<UInt8>
    private var offset = 0

    @_lifetime(copy bytes)
    init(bytes: Span<UInt8>) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func next() -> UInt8? {
        guard offset < bytes.count else { return nil }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func number(width: Int) -> Int? {
        var number = 0
        for _ in 0..<width {
            guard let byte = next(), byte >= 0x30, byte <= 0x39 else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return number
    }
}
