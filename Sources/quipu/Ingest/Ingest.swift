import ArgumentParser
import Foundation
import Mutations

struct Ingest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Count the clicks of a file on a server, each exactly once.",
        discussion: """
            The file holds one JSON object a line with "t" (seconds since 1970), "domain" and \
            "link", and if known "country", "referrer" and "visitor". Each click is counted for \
            its link, its domain and the whole site, in every granularity of the table (see \
            Schemas/examples/clicks.json):

              pk  L#<domain>/<link>, D#<domain> or S#all
              sk  A# for all time, and others by minute, hour, day, month
              c   the number of clicks; also country:<country> and referrer:<host>
              u   the sketch of the visitors

            A server counts a batch once however often it is sent. What was sent last is kept in \
            the table (pk ingest#<source>). Run the same command again after an interruption, or \
            when the file has grown: it goes on where it was.
            """)

    @Argument(help: "The file of clicks (NDJSON).", completion: .file())
    var file: String
    @Option(help: "The table.")
    var table = "clicks"
    @Option(
        help: "A table definition (JSON) from which the table is made when it is missing.",
        completion: .file())
    var definition: String?
    @Option(help: "What the server calls the file. (default: the file's name)")
    var source: String?
    @Option(
        help: "Clicks that are sent together, at most \(Ingest.batchClicksAllowed.upperBound).")
    var batchClicks = 1000
    @Flag(help: "Move all clicks by whole hours, so that the last one lies within the past hour.")
    var endingNow = false
    @Flag(help: "Pass over lines that are no clicks instead of stopping at the first.")
    var skipInvalid = false
    @OptionGroup var server: ClientOptions

    /// Each click touches an item in every granularity of its series, and there may be one for each
    /// unit; a server takes no more items at once.
    private static let batchClicksAllowed =
        1...(Limits.batchItemsMax / (ClickSeries.perClick * BucketUnit.allCases.count))

    private var sourceName: String { source ?? URL(filePath: file).lastPathComponent }

    func validate() throws {
        guard Ingest.batchClicksAllowed.contains(batchClicks) else {
            throw ValidationError(
                "--batch-clicks must be a number from 1 to \(Ingest.batchClicksAllowed.upperBound)."
            )
        }
        if sourceName.isEmpty || sourceName.utf8.count > Limits.sourceBytesMax {
            throw ValidationError(
                "--source must be a text of 1 to \(Limits.sourceBytesMax) bytes.")
        }
    }

    func run() async throws {
        let clickTable = ClickTable(
            table: RemoteTable(client: server.client, name: table), source: sourceName)
        try await clickTable.prepare(from: try definition.map { try DefinitionFile(path: $0) })
        let ingestion = Ingestion(
            table: clickTable, path: file, skipsInvalid: skipInvalid, batchClicks: batchClicks,
            endsNow: endingNow, clock: SystemClock())
        show(try await ingestion.run())
    }

    private func show(_ result: Ingestion.Result) {
        if result.skippedLines > 0 {
            Terminal.note(
                result.skippedLines == 1
                    ? "1 line was no click"
                    : "\(Readable.count(result.skippedLines)) lines were no clicks")
        }
        if result.expired > 0 {
            Terminal.note(
                (result.expired == 1
                    ? "1 count was" : "\(Readable.count(result.expired)) counts were")
                    + " left out: nothing so old is kept")
        }
        if result.shift != 0 {
            Terminal.print(
                "this source's clicks are moved by \(Readable.count(result.shift / 3600)) "
                    + (abs(result.shift) == 3600 ? "hour" : "hours"))
        }
        Terminal.print(
            result.total == result.before
                ? "nothing new: all \(Readable.count(result.total)) clicks are counted already"
                : "counted \(Readable.count(result.total - result.before)) clicks, "
                    + "\(Readable.count(result.total)) in all")
    }
}
