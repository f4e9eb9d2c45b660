import ArgumentParser
import Foundation
import Values

struct Top: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the most clicked links of a click table, and their visitors.",
        discussion: """
            Of the visitors there is an estimate, and a range in which the true number lies \
            nineteen times out of twenty. More than 100 links, and a server that cannot rank \
            them, take a scan of the table. See "quipu ingest" for what it holds.
            """)

    @Option(help: "The table.")
    var table = "clicks"
    @Option(help: "How many links.")
    var limit = 5
    @Option(
        help:
            "Look at clicks from this time on, such as 2026-11-22T20:00:00Z. (default: all time)"
    )
    var from: UTCTime?
    @Option(help: "Look at clicks before this time.")
    var to: UTCTime?
    @Option(
        help: "Show beside it the exact numbers, counted from this file that has been ingested.",
        completion: .file())
    var exact: String?
    @Option(help: "What the server calls that file. (default: the file's name)")
    var source: String?
    @Option(help: "Fail unless the table counts exactly so many clicks.")
    var expectClicks: Int64?
    @OptionGroup var server: ClientOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
        guard (from == nil) == (to == nil) else {
            throw ValidationError("--from and --to go together.")
        }
        if let from, let to, from.secondsSince1970 >= to.secondsSince1970 {
            throw ValidationError("--from must be before --to.")
        }
    }

    private var window: Window {
        guard let from, let to else { return Window(bounds: nil) }
        return Window(bounds: from.secondsSince1970..<to.secondsSince1970)
    }

    func run() async throws {
        let remote = RemoteTable(client: server.client, name: table)
        let window = window
        let report = ClickReport(table: remote, window: window)
        let ranking = try await ranking(
            report, exact: try await exactCounts(in: remote, window))
        Terminal.print(
            "\(Readable.count(ranking.linkClicks)) clicks \(window) on "
                + "\(Readable.count(ranking.clickedLinks)) links; most clicked:")
        for line in ranking.lines(limit: limit) { Terminal.print(line) }
        try check(ranking)
    }

    private func ranking(
        _ report: ClickReport, exact: ExactCounts?
    ) async throws -> Ranking {
        let best = try await report.best(limit)
        let scanned = best == nil ? try await report.links() : []
        let site = Text(ClickSeries.wholeSite)
        let figures = try await report.figures(of: scanned + [site])
        let names = best.map { Array($0.links.keys) } ?? scanned
        let links = names.map { name in
            Ranking.Link(
                address: ClickSeries.address(ofLink: name),
                figures: best?.links[name] ?? figures[name] ?? ClickReport.Figures())
        }
        return Ranking(
            links: links, site: figures[site] ?? ClickReport.Figures(), exact: exact,
            linkClicks: best?.clicks ?? links.reduce(0) { $0 + $1.figures.clicks },
            clickedLinks: best?.clickedLinks ?? links.count { $0.figures.clicks > 0 })
    }

    private func exactCounts(
        in remote: RemoteTable, _ window: Window
    ) async throws -> ExactCounts? {
        guard let exact else { return nil }
        let source = source ?? URL(filePath: exact).lastPathComponent
        guard let mark = try await ClickTable(table: remote, source: source).mark() else {
            throw Failure("nothing of source \"\(source)\" has been ingested into \(table)")
        }
        return try ExactCounts(
            of: try ClickReader(path: exact, skipsInvalid: true), shift: mark.shift, in: window)
    }

    private func check(_ ranking: Ranking) throws(Failure) {
        guard let expectClicks,
            (expectClicks, expectClicks) != (ranking.linkClicks, ranking.site.clicks)
        else { return }
        throw Failure(
            """
            \(expectClicks) clicks were expected; the links count \(ranking.linkClicks), the \
            whole site \(ranking.site.clicks).
            """)
    }
}
