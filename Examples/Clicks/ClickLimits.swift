/// Bounds of clicks and of what is asked about them.
enum ClickLimits {
    /// Bytes of a text of a click: an error that names the field.
    static let textBytesMax = 1000
    /// Seconds since 1970 at which a click may be, up to the end of year 9999: the same.
    static let times: ClosedRange<Int64> = 0...253_402_300_799
    /// Seconds before now that a report may begin, ten thousand days: more would reach before 1970, and
    /// is wrong usage.
    static let agoSecondsMax: Int64 = 864_000_000
    /// Series asked about in one request, and the bytes of their names in its address; more take
    /// further requests.
    static let seriesPerRequestMax = 50
    static let targetBytesMax = 8 << 10
    /// Links that a ranking shows, as many as the server ranks: wrong usage.
    static let rankedMax = 100
}
