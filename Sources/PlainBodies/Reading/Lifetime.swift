package import JSON
import Values

/// A length of time as a definition writes it: a whole number and `s`, `m`, `h`, `d` or `w`.
package enum Lifetime {
    private static let units: [(letter: UInt8, seconds: Int64)] = [
        (UInt8(ascii: "w"), 604_800), (UInt8(ascii: "d"), 86_400), (UInt8(ascii: "h"), 3600),
        (UInt8(ascii: "m"), 60), (UInt8(ascii: "s"), 1),
    ]

    /// Reads `48h` as seconds; `nil` when the text is no length of time, or one beyond all bounds.
    package static func seconds(parsing text: String) -> Int64? {
        let bytes = text.utf8
        guard let unit = units.first(where: { $0.letter == bytes.last }) else { return nil }
        let digits = bytes.dropLast()
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let count = Int64(Substring(digits))
        else { return nil }
        let (seconds, overflows) = count.multipliedReportingOverflow(by: unit.seconds)
        return overflows ? nil : seconds
    }

    /// The same length in days, hours, minutes or seconds, the largest that it is a whole number of.
    package static func text(seconds: Int64) -> String {
        // 62 days read better than 8 weeks and 6 days would, so weeks are only read.
        for unit in units.dropFirst() where seconds > 0 && seconds % unit.seconds == 0 {
            return "\(seconds / unit.seconds)\(Character(Unicode.Scalar(unit.letter)))"
        }
        return "\(seconds)s"
    }
}

extension JSONNode {
    /// A length of time in seconds.
    package func readLifetime(in bounds: ClosedRange<Int64>) throws(BodyProblem) -> Int64 {
        let text = try readText()
        guard let seconds = Lifetime.seconds(parsing: text.string) else {
            throw problem(
                "must be a whole number and s, m, h, d or w, such as 48h, found \(text)")
        }
        guard bounds.contains(seconds) else {
            throw problem(
                "must be from \(Lifetime.text(seconds: bounds.lowerBound)) to "
                    + "\(Lifetime.text(seconds: bounds.upperBound)), found \(text)")
        }
        return seconds
    }
}
