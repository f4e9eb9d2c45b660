import Values

/// The series in which clicks are counted.
enum ClickSeries {
    /// A click is counted for its link, its domain and the whole site.
    static let perClick = 3
    static let wholeSite = "S#all"
    static let linkPrefix = "L#"

    static func link(_ click: Click) -> String { linkPrefix + click.address }

    /// The link that a link's series is about.
    static func address(ofLink series: Text) -> Text {
        Text(String(decoding: series.bytes.dropFirst(linkPrefix.utf8.count), as: UTF8.self))
    }

    static func domain(_ click: Click) -> String { "D#" + click.domain }

    /// The sort key of the bucket that holds all time.
    static let allTime = "A#"
}
