/// From when to when clicks are looked at; the end is not part of it.
struct Window: CustomStringConvertible {
    /// `nil` for all time.
    let bounds: Range<Int64>?

    func contains(_ secondsSince1970: Int64) -> Bool {
        bounds?.contains(secondsSince1970) ?? true
    }

    /// The parameters that say so in a request.
    var parameters: [(name: String, value: String)] {
        guard let bounds else { return [] }
        return [
            ("from", UTCTime(secondsSince1970: bounds.lowerBound).description),
            ("to", UTCTime(secondsSince1970: bounds.upperBound).description),
        ]
    }

    var description: String {
        guard let bounds else { return "of all time" }
        return "from \(UTCTime(secondsSince1970: bounds.lowerBound))"
            + " to \(UTCTime(secondsSince1970: bounds.upperBound))"
    }
}
