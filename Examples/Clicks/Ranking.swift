import Console
import Platform
import Values

/// Links in the order of their clicks, and how that is shown.
struct Ranking {
    struct Link {
        let address: Text
        let figures: ClickReport.Figures
    }

    let links: [Link]
    let site: ClickReport.Figures
    let exact: ExactCounts?
    /// Of all links, also those that are not among `links`.
    let linkClicks: Int64
    let clickedLinks: Int

    /// The best links and the whole site, a line each.
    func lines(limit: Int) -> [String] {
        let titles =
            ["clicks"] + (exact == nil ? [] : ["exact"]) + ["visitors", "range"]
            + (exact == nil ? [] : ["exact"]) + [""]
        var table = TextTable(titles: titles, names: [titles.count - 1])
        for link in best(limit) {
            table.add(
                row(
                    link.address.string, link.figures,
                    exact.map { $0.links[link.address] ?? ExactCounts.Count() }))
        }
        table.add(row("the whole site", site, exact?.site))
        return table.lines
    }

    /// The most clicked links, those with equally many by their names.
    func best(_ limit: Int) -> [Link] {
        Array(
            links.sorted {
                ($1.figures.clicks, $0.address) < ($0.figures.clicks, $1.address)
            }.prefix(limit))
    }

    private func row(
        _ name: String, _ figures: ClickReport.Figures, _ exact: ExactCounts.Count?
    ) -> [String] {
        [Readable.count(figures.clicks)] + (exact.map { [Readable.count($0.clicks)] } ?? [])
            + [
                Ranking.rounded(figures.visitors),
                "\(Ranking.rounded(figures.lower)) to \(Ranking.rounded(figures.upper))",
            ] + (exact.map { [Readable.count($0.visitors.count)] } ?? []) + [name]
    }

    /// A number of visitors to the tenth.
    private static func rounded(_ number: Double) -> String {
        let tenths = (number * 10).rounded()
        guard tenths.isFinite, tenths.magnitude < 1e15 else { return "\(number)" }
        return "\(Readable.count(Int(tenths) / 10)).\(Int(tenths.magnitude) % 10)"
    }
}
