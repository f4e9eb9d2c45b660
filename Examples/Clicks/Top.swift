package import ArgumentParser
import Client
import Console
import Model
import Platform
import Values

/// `quipu top`: ranks the links of a click table and estimates their visitors.
package struct Top: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
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
    @Option(help: "Look at clicks from this time on: \(Moment.forms). (default: all time)")
    var from: Moment?
    @Option(help: "Look at clicks before this time. (default: now)")
    var to: Moment?
    @Option(
        help: "Show beside it the exact numbers, counted from this file that has been ingested.",
        completion: .file())
    var exact: String?
    @Option(help: "What the server calls that file. (default: the file's name)")
    var source: String?
    @Option(help: "Fail unless the table counts exactly so many clicks.")
    var expectClicks: Int64?
    @Flag(help: "Print the result in JSON.")
    var json = false
    @OptionGroup var server: ClientOptions

    package init() {}

    package func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
        if to != nil, from == nil {
            throw ValidationError("--to needs a --from; without both all time is looked at.")
        }
        _ = try window(now: SystemClock().now().seconds)
    }

    private func window(now: Int64) throws -> Window {
        guard let from else { return Window(bounds: nil) }
        let start = from.seconds(at: now)
        let end = (to ?? .now).seconds(at: now)
        guard start < end else {
            throw ValidationError(
                to == nil ? "--from must not be in the future." : "--from must be before --to.")
        }
        return Window(bounds: start..<end)
    }

    package func run() async throws {
        let remote = RemoteTable(client: server.client, name: table)
        let window = try window(now: SystemClock().now().seconds)
        let report = ClickReport(table: remote, window: window)
        let ranking = try await ranking(
            report, exact: try await exactCounts(in: remote, window))
        if json {
            Terminal.print(ranking.json(table: table, window: window, limit: limit))
            return try check(ranking)
        }
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
        let source = source ?? Ingest.sourceName(ofFile: exact)
        guard let mark = try await IngestTable(table: remote, source: source).mark() else {
            throw Failure("nothing of source \"\(source)\" has been ingested into \(table)")
        }
        return try ExactCounts(
            of: try EventReader<Click>(path: exact, skipsInvalid: true), shift: mark.shift,
            in: window)
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
