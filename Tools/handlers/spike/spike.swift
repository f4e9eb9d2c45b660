import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

// Notices when a link gets far more clicks in a minute than it used to, and answers an alert item.
//
// Usage: spike SERVER-URL ALERT-TABLE [FACTOR FLOOR MINUTES]
// Reads one event a line and answers each with a line. An alert is due when a minute's count
// reaches FACTOR times the mean of the MINUTES before it, and at least FLOOR.

/// An attribute as the protocol writes it; only texts and numbers matter here.
struct Attribute: Decodable {
    let S: String?
    let N: String?
}

struct Event: Decodable {
    struct Record: Decodable {
        let eventSourceARN: String
        let dynamodb: Change
    }

    struct Change: Decodable {
        let Keys: [String: Attribute]
        let NewImage: [String: Attribute]?
        let OldImage: [String: Attribute]?
    }

    let Records: [Record]
}

struct Answer: Encodable {
    struct Write: Encodable {
        let table: String
        let put: Alert
    }

    let writes: [Write]
}

struct Alert: Encodable {
    let pk: String
    let sk: String
    /// The minute's count when it got too high, and the count that was too high.
    let count: Int
    let threshold: Int
    /// What the minutes before it had together.
    let before: Int
    let minutes: Int
}

struct Failure: Error, CustomStringConvertible {
    let description: String
}

/// A minute of a link.
struct Bucket: Hashable {
    let table: String
    let link: String
    /// `m#202611230815`, in UTC.
    let sort: String

    /// When the minute begins.
    func start() throws -> Date {
        let digits = Array(sort.dropFirst(2))
        guard sort.hasPrefix("m#"), digits.count == 12 else {
            throw Failure(description: "\(sort) is not a minute; see the filter")
        }
        func part(_ range: Range<Int>) -> String { String(digits[range]) }
        let text =
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):00Z"
        return try Date(text, strategy: .iso8601)
    }
}

/// Asks the server what a link got in the minutes before one.
///
/// Those are over, so the answer is remembered.
final class History {
    private struct Series: Decodable {
        struct Total: Decodable { let c: Int? }
        let total: Total
    }

    private let server: String
    private let minutes: Int
    private var known: [Bucket: Int] = [:]

    private static let knownMax = 10_000

    init(server: String, minutes: Int) {
        self.server = server
        self.minutes = minutes
    }

    func count(before bucket: Bucket) async throws -> Int {
        if let count = known[bucket] { return count }
        let start = try bucket.start()
        let from = start.addingTimeInterval(-60 * Double(minutes))
        guard var address = URLComponents(string: server) else {
            throw Failure(description: "\(server) is not an address")
        }
        address.path = "/v1/tables/\(bucket.table)/series"
        address.queryItems = [
            URLQueryItem(name: "series", value: bucket.link),
            URLQueryItem(name: "from", value: from.formatted(.iso8601)),
            URLQueryItem(name: "to", value: start.formatted(.iso8601)),
            URLQueryItem(name: "step", value: "all"), URLQueryItem(name: "sum", value: "c"),
        ]
        // In a query a plus is a blank.
        address.percentEncodedQuery = address.percentEncodedQuery?
            .replacingOccurrences(of: "+", with: "%2B")
        guard let url = address.url else {
            throw Failure(description: "\(server) is not an address")
        }
        let (body, response) = try await URLSession.shared.data(from: url)
        guard let status = (response as? HTTPURLResponse)?.statusCode, status == 200 else {
            throw Failure(
                description: "\(url) answered \(String(decoding: body.prefix(500), as: UTF8.self))")
        }
        let count = try JSONDecoder().decode(Series.self, from: body).total.c ?? 0
        if known.count >= History.knownMax { known = [:] }
        known[bucket] = count
        return count
    }
}

struct Watcher {
    let history: History
    let table: String
    let factor: Int
    let floor: Int
    let minutes: Int

    /// The alerts that are due after an event: one for each minute of a link, because a count grows
    /// past its threshold once.
    func answer(_ event: Event) async throws -> Answer {
        var writes: [Answer.Write] = []
        for record in event.Records {
            let change = record.dynamodb
            let source = record.eventSourceARN.split(separator: "/")
            guard let link = change.Keys["pk"]?.S, let sort = change.Keys["sk"]?.S,
                let new = change.NewImage?["c"]?.N.flatMap({ Int($0) }), source.count > 1
            else { continue }
            let old = change.OldImage?["c"]?.N.flatMap { Int($0) } ?? 0
            // Below the floor nothing is a spike, and nobody is asked.
            guard new >= floor else { continue }
            let bucket = Bucket(table: String(source[1]), link: link, sort: sort)
            let before = try await history.count(before: bucket)
            let threshold = max(floor, (factor * before + minutes - 1) / minutes)
            guard old < threshold, new >= threshold else { continue }
            let alert = Alert(
                pk: link, sk: "spike#" + sort, count: new, threshold: threshold, before: before,
                minutes: minutes)
            writes.append(Answer.Write(table: table, put: alert))
        }
        return Answer(writes: writes)
    }
}

@main
struct Spike {
    static func main() async {
        let arguments = CommandLine.arguments
        let numbers = arguments.dropFirst(3).compactMap { Int($0) }.filter { $0 > 0 }
        guard arguments.count == 3 || (arguments.count == 6 && numbers.count == 3) else {
            end("usage: spike SERVER-URL ALERT-TABLE [FACTOR FLOOR MINUTES]")
        }
        let (factor, floor, minutes) =
            numbers.isEmpty ? (5, 20, 30) : (numbers[0], numbers[1], numbers[2])
        let watcher = Watcher(
            history: History(server: arguments[1], minutes: minutes), table: arguments[2],
            factor: factor, floor: floor, minutes: minutes)
        do {
            while let line = readLine() {
                let event = try JSONDecoder().decode(Event.self, from: Data(line.utf8))
                var answer = try JSONEncoder().encode(try await watcher.answer(event))
                answer.append(UInt8(ascii: "\n"))
                try FileHandle.standardOutput.write(contentsOf: answer)
            }
        } catch {
            // Ending fails the event, so that the server sends it again.
            end("\(error)")
        }
    }

    private static func end(_ complaint: String) -> Never {
        FileHandle.standardError.write(Data("spike: \(complaint)\n".utf8))
        exit(1)
    }
}
