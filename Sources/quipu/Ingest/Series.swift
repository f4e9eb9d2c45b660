import Server

/// Where a click is counted: for its link and for the whole site, in four granularities each.
enum Series {
    static let wholeSite = "S#all"

    static func link(_ click: Click) -> String { "L#\(click.domain)/\(click.link)" }

    /// The sort key of the counter of all time.
    static let allTime = "A#"

    /// The sort keys of an instant: all time, its day, its hour and its minute, in UTC.
    static func buckets(at seconds: Int64) -> [String] {
        let days = seconds.floorDivided(by: 86_400)
        let date = CivilDate(daysSince1970: days)
        let minutes = (seconds - days * 86_400) / 60
        let day =
            pad(date.year, to: 4) + pad(Int64(date.month), to: 2) + pad(Int64(date.day), to: 2)
        let hour = day + pad(minutes / 60, to: 2)
        return [allTime, "d#\(day)", "h#\(hour)", "m#\(hour)\(pad(minutes % 60, to: 2))"]
    }

    private static func pad(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
