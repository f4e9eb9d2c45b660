import JSON
import Values

// What is wrong with a value, in the wordings that AWS has for it. The current one quotes the members of
// sets; operations whose words have not changed read numbers as Java does.

extension WireError {
    /// A text that is no number, or none that can be stored.
    static func number(_ error: NumberError, in text: String) -> WireError {
        let current: String =
            if text.isEmpty {
                "\(error.message): "
            } else {
                exponent(of: text).map { Int64($0) == nil } == true
                    ? NumberError.notANumber(text).message : error.message
            }
        return .reworded(
            ErrorWordings(
                former: error.message, current: current, lasting: inJava(error, in: text).message))
    }

    /// A set of strings that has one of them twice.
    static func repeatedMember(among members: [Text]) -> WireError {
        let former = members.map(\.string).joined(separator: ", ")
        let current = untilRepeated(members).map { "\"\($0)\"" }.joined(separator: ", ")
        return repeatedMember { $0 ? "[\(current)] " : "[\(former)] " }
    }

    /// A set of byte strings that has one of them twice; AWS's sentence misses a blank.
    static func repeatedMember(among members: [Binary]) -> WireError {
        let former = members.map { Base64.encode($0.bytes) }.joined(separator: ", ")
        let current = untilRepeated(members).map { "\"\(Base64.encode($0.bytes))\"" }
            .joined(separator: ",")
        return repeatedMember { $0 ? "[\(current)]of type BS " : "[\(former)]of type BS " }
    }

    /// A set of numbers that has one of them twice; AWS names none of them.
    static let repeatedNumber = WireError.reworded(
        former: "Input collection contains duplicates",
        current: "One or more parameter values were invalid: Input collection contains duplicates.")

    private static func repeatedMember(_ collection: (_ isCurrent: Bool) -> String) -> WireError {
        func words(_ isCurrent: Bool) -> String {
            "One or more parameter values were invalid: "
                + "Input collection \(collection(isCurrent))contains duplicates."
        }
        return .reworded(former: words(false), current: words(true))
    }

    /// The members up to the first one that was there before in their order, the rest as they were sent.
    private static func untilRepeated<Member: Comparable & Hashable>(
        _ members: [Member]
    ) -> [Member] {
        var seen: Set<Member> = []
        guard let repeated = members.firstIndex(where: { !seen.insert($0).inserted }) else {
            return members.sorted()
        }
        return members[..<repeated].sorted() + members[repeated...]
    }
}

// MARK: - Numbers as Java reads them

extension WireError {
    /// What the text's exponent says; `nil` where it has none.
    private static func exponent(of text: String) -> Substring? {
        text.firstIndex { $0 == "e" || $0 == "E" }.map { text[text.index(after: $0)...] }
    }

    /// Java keeps an exponent, and the places behind the point, in 32 bits: what does not fit is not read
    /// at all, and what just fits overflows where the two are added up.
    private static func inJava(_ error: NumberError, in text: String) -> NumberError {
        guard error == .overflow || error == .underflow, let written = exponent(of: text) else {
            return error
        }
        let mantissa = text.prefix { $0 != "e" && $0 != "E" }
        let places = mantissa.split(separator: ".", omittingEmptySubsequences: false).dropFirst()
        guard let exponent = Int32(written),
            let scale = Int32(exactly: (places.first?.count ?? 0) - Int(exponent))
        else { return .notANumber(text) }
        let digits = mantissa.filter(\.isNumber).drop { $0 == "0" }.count
        let leading = Int32(truncatingIfNeeded: max(digits, 1)) &- scale
        return leading < 0 ? .underflow : .overflow
    }
}
