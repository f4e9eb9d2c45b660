import JSON
import Values

extension Ranking {
    /// The ranking for programs: one JSON object in one line.
    func json(table: String, window: Window, limit: Int) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.name("table")
        json.string(table)
        for (name, value) in window.parameters {
            json.name(name)
            json.string(value)
        }
        json.name("clicks")
        json.integer(linkClicks)
        json.name("links")
        json.integer(clickedLinks)
        json.name("top")
        json.array(best(limit)) { link, json in
            json.beginObject()
            json.name("link")
            json.string(link.address.string)
            write(
                link.figures, exact.map { $0.links[link.address] ?? ExactCounts.Count() },
                to: &json)
            json.endObject()
        }
        json.name("site")
        json.beginObject()
        write(site, exact?.site, to: &json)
        json.endObject()
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private func write(
        _ figures: ClickReport.Figures, _ exact: ExactCounts.Count?, to json: inout JSONWriter
    ) {
        json.name("clicks")
        json.integer(figures.clicks)
        for (name, number) in [
            ("visitors", figures.visitors), ("lower", figures.lower), ("upper", figures.upper),
        ] {
            json.name(name)
            json.number(text: "\(number)")
        }
        guard let exact else { return }
        json.name("exactClicks")
        json.integer(exact.clicks)
        json.name("exactVisitors")
        json.integer(exact.visitors.count)
    }
}
