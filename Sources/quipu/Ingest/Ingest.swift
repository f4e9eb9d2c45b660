import ArgumentParser
import Foundation

struct Ingest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Count the clicks of a file on a server, each exactly once.",
        discussion: """
            The file holds one JSON object a line with "t" (seconds since 1970), "domain" and \
            "link". Each click is counted for its link and for the whole site, for all time and \
            by day, hour and minute (UTC), in a table that is made when it is missing:

              pk  L#<domain>/<link> or S#all    sk  A#, d#yyyyMMdd, h#yyyyMMddHH, m#yyyyMMddHHmm
              c   the number of clicks

            Batches are transactions that also move a mark (pk ingest#<source>), so a batch counts \
            once however often it is sent. Run the same command again after an interruption, or \
            when the file has grown: it goes on at the mark.
            """)

    @Argument(help: "The file of clicks (NDJSON).", completion: .file())
    var file: String
    @Option(help: "The server's address.")
    var server = "http://127.0.0.1:8000"
    @Option(help: "The table.")
    var table = "clicks"
    @Option(help: "What the file is called in the mark. (default: the file's name)")
    var source: String?
    @Option(help: "Seconds for which a request is tried again.")
    var retrySeconds = 60
    @Flag(help: "Pass over lines that are no clicks instead of stopping at the first.")
    var skipInvalid = false

    func validate() throws {
        try ServerAddress.check(server)
        if retrySeconds < 0 { throw ValidationError("--retry-seconds cannot be negative.") }
        if let source, source.isEmpty || source.utf8.count > 1000 {
            throw ValidationError("--source must be a text of 1 to 1000 bytes.")
        }
    }

    func run() async throws {
        let ingestion = Ingestion(
            client: DynamoDBClient(server: server, retrySeconds: retrySeconds) {
                Terminal.note($0)
            },
            table: ClickTable(
                name: table, source: source ?? URL(filePath: file).lastPathComponent),
            path: file, skipsInvalid: skipInvalid)
        let result = try await ingestion.run()
        if result.skippedLines > 0 {
            Terminal.note("\(Readable.count(result.skippedLines)) lines were no clicks")
        }
        Terminal.print(
            result.counted == 0
                ? "nothing new: all \(Readable.count(result.total)) clicks are counted already"
                : "counted \(Readable.count(result.counted)) clicks, "
                    + "\(Readable.count(result.total)) in all")
    }
}

enum ServerAddress {
    static func check(_ address: String) throws(ValidationError) {
        guard let url = URL(string: address), let scheme = url.scheme,
            scheme == "http" || scheme == "https", url.host() != nil
        else { throw ValidationError("--server must be an address such as http://127.0.0.1:8000") }
    }
}
