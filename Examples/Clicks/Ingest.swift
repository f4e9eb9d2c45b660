package import ArgumentParser
import Client
import Console
import Model
import Platform
import SystemPackage
import UnixSignals

/// `quipu ingest`: counts the clicks of a file, through the client's `Ingestion`.
package struct Ingest: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
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
            when the file has grown: it goes on where it was. A last line that is still being \
            written is left for the next run.

            The file is UTF-8, as it is or packed with gzip; how far it is counted is told by its \
            content, so it may also be packed between two runs (the source is called the same). \
            "-" is standard input: what is counted of it is passed over when the same content \
            comes again from its beginning.

            With --follow it goes on until SIGTERM or SIGINT (exit code 0), also when the file is \
            rotated: renamed to FILE.1 or FILE-20261130 and made anew, or copied there and cut off.
            """)

    @Argument(
        help: "The file of clicks (NDJSON), also with gzip; - is standard input.",
        completion: .file())
    var file: String
    @Option(help: "The table.")
    var table = "clicks"
    @Option(
        help: "A table definition (JSON) from which the table is made when it is missing.",
        completion: .file())
    var definition: String?
    @Option(
        help: "What the server calls the file. (default: the file's name without .gz, or stdin)")
    var source: String?
    @Option(
        help: "Clicks that are sent together, at most \(Ingest.batchClicksAllowed.upperBound).")
    var batchClicks = 1000
    @Flag(help: "Move all clicks by whole hours, so that the last one lies within the past hour.")
    var endingNow = false
    @Flag(help: "Pass over lines that are no clicks instead of stopping at the first.")
    var skipInvalid = false
    @Flag(help: "Go on with what is written to the file from now on, until told to stop.")
    var follow = false
    @Flag(help: "Print what was counted in JSON.")
    var json = false
    @OptionGroup var server: ClientOptions

    /// Each click touches an item in every granularity of its series, and there may be one for each
    /// unit; a server takes no more items at once.
    private static let batchClicksAllowed =
        1...(Limits.batchItemsMax / (ClickSeries.perClick * BucketUnit.allCases.count))
    /// How long a request that is under way when the command is told to stop may go on.
    private static let stopPatience = Duration.seconds(5)

    private var sourceName: String { source ?? Ingest.sourceName(ofFile: file) }

    /// What a file is called when it is given no name.
    static func sourceName(ofFile file: String) -> String {
        if file == InputFile.standardInput || file.hasPrefix("/dev/fd/") { return "stdin" }
        let name = FilePath(file).lastComponent?.string ?? ""
        return name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    }

    package init() {}

    package func validate() throws {
        guard Ingest.batchClicksAllowed.contains(batchClicks) else {
            throw ValidationError(
                "--batch-clicks must be a number from 1 to \(Ingest.batchClicksAllowed.upperBound)."
            )
        }
        if sourceName.isEmpty || sourceName.utf8.count > Limits.sourceBytesMax {
            throw ValidationError(
                "--source must be a text of 1 to \(Limits.sourceBytesMax) bytes.")
        }
        let isStandardInput = file == InputFile.standardInput
        if follow, isStandardInput {
            throw ValidationError("--follow reads files; standard input is read to its end anyway.")
        }
        if endingNow, isStandardInput {
            throw ValidationError("--ending-now reads a file twice, which standard input is not.")
        }
        if endingNow, follow {
            throw ValidationError("--ending-now and --follow do not go together.")
        }
    }

    package func run() async throws {
        let remote = RemoteTable(client: server.client, name: table)
        let clickTable = IngestTable(table: remote, source: sourceName)
        let definition = try definition.map { try DefinitionFile(path: $0) }
        // Before anything is made on the server.
        let reader = try EventReader<Click>(path: file, skipsInvalid: skipInvalid)
        try await clickTable.prepare(from: definition?.definition(named: table))
        let ingestion = try await Ingestion<Click>(
            table: clickTable, batchEvents: batchClicks, clock: { SystemClock().now().seconds })
        show(
            follow
                ? try await countOn(ingestion) : try await countOnce(reader, ingestion))
    }

    /// Counts what there is.
    private func countOnce(
        _ reader: consuming EventReader<Click>, _ ingestion: consuming Ingestion<Click>
    ) async throws -> IngestResult {
        if endingNow {
            guard reader.lines.input.isFile else {
                throw Failure("--ending-now reads a file twice, which \(file) is not")
            }
            try ingestion.endNow(try EventReader<Click>(path: file, skipsInvalid: skipInvalid))
        }
        try await ingestion.resume(&reader)
        var progress = Progress(total: try reader.lines.input.fileBytes)
        try await ingestion.count(&reader, isStopped: { false }) { mark, reader in
            let input = reader.lines.input
            // Of a packed file it is known how much of it has been read, not how much that is.
            progress.show(
                input.format == .gzip ? input.readBytes : mark.end,
                note: "\(Readable.count(mark.events)) clicks")
        }
        try await ingestion.confirm()
        progress.finish()
        var result = ingestion.result
        result.skippedLines = reader.skippedLines
        result.unfinishedBytes = reader.unfinishedBytes
        return result
    }

    /// Counts what there is and what comes, until the process is told to stop.
    private func countOn(_ ingestion: Ingestion<Click>) async throws -> IngestResult {
        let stop = StopRequest()
        let file = file
        let skipInvalid = skipInvalid
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        Terminal.note("following \(file) until SIGTERM or SIGINT")
        return try await withThrowingTaskGroup(of: IngestResult?.self) { group in
            group.addTask {
                for await _ in signals {
                    stop.make()
                    try await Task.sleep(for: Ingest.stopPatience)
                    throw Failure(
                        """
                        Stopped while the server did not answer. Whether the last batch is \
                        counted is settled by the next run.
                        """)
                }
                return nil
            }
            group.addTask {
                var follower = Follower(
                    path: file, skipsInvalid: skipInvalid, stop: stop, ingestion: ingestion,
                    report: { Terminal.note($0) })
                try await follower.run()
                var result = follower.ingestion.result
                result.skippedLines = follower.skippedLines
                return result
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    private func show(_ result: IngestResult) {
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
        if result.unfinishedBytes > 0 {
            Terminal.note(
                """
                the last line has no end yet and is not whole \
                (\(Readable.count(result.unfinishedBytes)) bytes): it is left for the next run
                """)
        }
        if json { return Terminal.print(result.json(source: sourceName, table: table)) }
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
