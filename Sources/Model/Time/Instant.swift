import Platform

/// Points in time as text: RFC 3339 to the microsecond, years 0001 to 9999.
package enum Instant {
    private static let secondsPerDay: Int64 = 86_400

    /// The seconds from the first of year 1 up to the end of year 9999.
    package static let seconds: Range<Int64> = -62_135_596_800..<253_402_300_800

    /// The text of an instant in UTC, with a fraction only where it has one.
    package static func text(_ time: Timestamp) -> String {
        text(second: time.seconds, microsecond: Int(time.microseconds.floorRemainder(1_000_000)))
    }

    /// The text of a whole second since 1970, in UTC.
    package static func text(second: Int64) -> String {
        text(second: second, microsecond: 0)
    }

    private static func text(second: Int64, microsecond: Int) -> String {
        let day = second.floorQuotient(secondsPerDay)
        let secondOfDay = Int(second - day * secondsPerDay)
        let date = CivilDate(dayNumber: Int(day))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(27)
        bytes.append(decimal: date.year, width: 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.append(decimal: date.month, width: 2)
        bytes.append(UInt8(ascii: "-"))
        bytes.append(decimal: date.day, width: 2)
        bytes.append(UInt8(ascii: "T"))
        bytes.append(decimal: secondOfDay / 3600, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(decimal: secondOfDay / 60 % 60, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(decimal: secondOfDay % 60, width: 2)
        if microsecond != 0 {
            bytes.append(UInt8(ascii: "."))
            bytes.append(decimal: microsecond, width: 6)
        }
        bytes.append(UInt8(ascii: "Z"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads an instant with any offset; `nil` when the text is none.
    package static func parse(_ text: String) -> Timestamp? {
        parse(text.utf8.span)
    }

    /// Reads an instant with any offset; `nil` when the text is none.
    ///
    /// Digits behind the microsecond are cut off. A leap second, which counting by Unix time has
    /// no room for, is the last microsecond of its minute: so it stays in its day.
    package static func parse(_ text: Span<UInt8>) -> Timestamp? {
        // 2026-11-22T20:41:07Z is the shortest.
        guard text.count >= 20,
            let year = number(in: text, at: 0, width: 4), year >= 1, text[4] == UInt8(ascii: "-"),
            let month = number(in: text, at: 5, width: 2), month >= 1, month <= 12,
            text[7] == UInt8(ascii: "-"),
            let day = number(in: text, at: 8, width: 2), day >= 1,
            day <= CivilDate.days(inMonth: month, of: year),
            text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: "t")
                || text[10] == UInt8(ascii: " "),
            let hour = number(in: text, at: 11, width: 2), hour < 24, text[13] == UInt8(ascii: ":"),
            let minute = number(in: text, at: 14, width: 2), minute < 60,
            text[16] == UInt8(ascii: ":"),
            let second = number(in: text, at: 17, width: 2), second <= 60
        else { return nil }
        var index = 19
        guard var microsecond = fraction(in: text, from: &index),
            let offset = offset(in: text, at: index)
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        var total =
            Int64(date.dayNumber) * secondsPerDay + Int64(hour * 3600 + minute * 60 + second)
            - offset
        if second == 60 {
            // They are only ever put in at the end of a day of UTC.
            guard total.floorRemainder(secondsPerDay) == 0 else { return nil }
            total -= 1
            microsecond = 999_999
        }
        guard seconds.contains(total) else { return nil }
        return Timestamp(microseconds: total * 1_000_000 + microsecond)
    }

    /// Reads `.` and digits if they are there, and moves behind them; `nil` for a point without any.
    private static func fraction(in text: Span<UInt8>, from index: inout Int) -> Int64? {
        guard text[index] == UInt8(ascii: ".") else { return 0 }
        index += 1
        let start = index
        var microsecond: Int64 = 0
        while index < text.count, let digit = digit(text[index]) {
            if index - start < 6 { microsecond = microsecond * 10 + Int64(digit) }
            index += 1
        }
        guard index > start else { return nil }
        for _ in min(index - start, 6)..<6 { microsecond *= 10 }
        return microsecond
    }

    /// Reads `Z` or `+hh:mm`, which must end the text, as seconds ahead of UTC.
    private static func offset(in text: Span<UInt8>, at index: Int) -> Int64? {
        guard index < text.count else { return nil }
        switch text[index] {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            return index + 1 == text.count ? 0 : nil
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard text.count == index + 6, text[index + 3] == UInt8(ascii: ":"),
                let hours = number(in: text, at: index + 1, width: 2), hours < 24,
                let minutes = number(in: text, at: index + 4, width: 2), minutes < 60
            else { return nil }
            let seconds = Int64(hours * 3600 + minutes * 60)
            return text[index] == UInt8(ascii: "-") ? -seconds : seconds
        default: return nil
        }
    }

    private static func number(in text: Span<UInt8>, at start: Int, width: Int) -> Int? {
        var number = 0
        for index in start..<start + width {
            guard let digit = digit(text[index]) else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    private static func digit(_ byte: UInt8) -> Int? {
        byte >= 0x30 && byte <= 0x39 ? Int(byte) - 0x30 : nil
    }
}
