import ArgumentParser
import JSON

struct Top: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the most clicked links of a click table.",
        discussion: "Scans the whole table; see \"quipu ingest\" for what it holds.")

    @Option(help: "The server's address.")
    var server = "http://127.0.0.1:8000"
    @Option(help: "The table.")
    var table = "clicks"
    @Option(help: "How many links.")
    var limit = 5
    @Option(help: "Fail unless the table counts exactly so many clicks.")
    var expectClicks: Int64?
    @Option(help: "Seconds for which a request is tried again.")
    var retrySeconds = 60

    func validate() throws {
        try ServerAddress.check(server)
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    func run() async throws {
        let client = DynamoDBClient(server: server, retrySeconds: retrySeconds) {
            Terminal.note($0)
        }
        var links: [(name: String, clicks: Int64)] = []
        var site: Int64 = 0
        var start: [UInt8]?
        repeat {
            let page = try await client.call("Scan", request(after: start))
            for item in page["Items"].map({ Array($0.elements) }) ?? [] {
                guard let series = item["pk"]?["S"]?.string, let text = item["c"]?["N"]?.string,
                    let clicks = Int64(text)
                else { continue }
                if series == Series.wholeSite {
                    site = clicks
                } else if series.utf8.starts(with: "L#".utf8) {
                    links.append((String(series.dropFirst(2)), clicks))
                }
            }
            start = page["LastEvaluatedKey"].map { Array($0.rawBytes) }
        } while start != nil
        try show(links, site: site)
    }

    private func show(_ links: [(name: String, clicks: Int64)], site: Int64) throws(Failure) {
        let sum = links.reduce(0) { $0 + $1.clicks }
        let best = links.sorted { ($1.clicks, $0.name) < ($0.clicks, $1.name) }.prefix(limit)
        Terminal.print(
            "\(Readable.count(sum)) clicks on \(Readable.count(links.count)) links; most clicked:")
        for link in best {
            let count = Readable.count(link.clicks)
            let gap = String(repeating: " ", count: max(0, 8 - count.utf8.count))
            Terminal.print("\(gap)\(count)  \(link.name)")
        }
        guard let expectClicks, (expectClicks, expectClicks) != (sum, site) else { return }
        throw Failure(
            "\(expectClicks) clicks were expected; the links count \(sum), the whole site \(site).")
    }

    private func request(after start: [UInt8]?) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.name("TableName")
        json.string(table)
        json.name("ConsistentRead")
        json.boolean(true)
        json.name("FilterExpression")
        json.string("sk = :all")
        json.name("ExpressionAttributeValues")
        json.raw(Array(#"{":all":{"S":"\#(Series.allTime)"}}"#.utf8))
        if let start {
            json.name("ExclusiveStartKey")
            json.raw(start)
        }
        json.endObject()
        return json.bytes
    }
}
