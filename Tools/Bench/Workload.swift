import ArgumentParser
import Foundation

/// What a bench asks for.
enum Workload: String, ExpressibleByArgument, CaseIterable {
    /// UpdateItem ADD of a counter.
    case update
    /// UpdateItem ADD of a counter and OBSERVE of a visitor.
    case observe
    /// GetItem.
    case get
    /// One increment of a counter with a visitor over HTTP/JSON.
    case increment
    /// A batch of increments.
    case increments
    /// A batch of events of two series each: with five granularities ten items an event.
    case events
    /// A roll-up of 30 days by day with unique visitors.
    case series
    /// What `prepare` sends first.
    case createTable
    /// The hourly history that `series` reads.
    case history

    /// Where requests go.
    struct Target {
        let host: String
        let table: String
        /// The stream of a table that is made.
        let stream: TableStream
        /// Whether DynamoDB requests have the headers that an AWS SDK sends, some 600 bytes.
        let hasSDKHeaders: Bool
    }

    static let historyDays = 30

    /// Sizes of the workloads that have any.
    struct Sizes: ParsableArguments {
        @Option(help: "Updates or events of one request.")
        var batch = 100
        @Option(help: "Series of one roll-up.")
        var series = 1

        func validate() throws {
            guard (1...10_000).contains(batch), (1...100).contains(series) else {
                throw ValidationError("A batch is 1 to 10 000 long, a roll-up of 1 to 100 series.")
            }
        }
    }

    /// How many updates one answer stands for.
    func updates(_ sizes: Sizes) -> Int {
        switch self {
        case .increments, .events, .history: sizes.batch
        default: 1
        }
    }

    /// The request, ready to be filled with numbers.
    ///
    /// - Parameter hour: the hour in which events lie, as seconds since 1970.
    func template(for target: Target, sizes: Sizes, hour: Int) -> RequestTemplate {
        let body = body(target, sizes, hour)
        let path = "/v1/tables/\(target.table)"
        func json(_ method: String, _ path: String) -> RequestTemplate {
            body.request([
                "\(method) \(path) HTTP/1.1", "Host: \(target.host)",
                "Content-Type: application/json",
            ])
        }
        switch self {
        case .update, .observe: return body.request(awsHead("UpdateItem", target))
        case .get: return body.request(awsHead("GetItem", target))
        case .createTable: return json("PUT", path)
        case .increment, .increments: return json("POST", "\(path)/\(rawValue)")
        case .events, .history: return json("POST", "\(path)/events")
        case .series:
            let end = hour / 86_400 * 86_400
            let names = (0..<sizes.series).map { "series=H%23\(Workload.padded($0))" }
            let from = Workload.instant(end - Workload.historyDays * 86_400)
            return json(
                "GET",
                "\(path)/series?\(names.joined(separator: "&"))&from=\(from)"
                    + "&to=\(Workload.instant(end))&step=day")
        }
    }

    private func body(_ target: Target, _ sizes: Sizes, _ hour: Int) -> RequestTemplate {
        var body = RequestTemplate()
        switch self {
        case .update: appendUpdate(target.table, to: &body, observing: false)
        case .observe: appendUpdate(target.table, to: &body, observing: true)
        case .get:
            body.append(#"{"TableName":"\#(target.table)","#)
            appendAWSKey(to: &body)
            body.append("}")
        case .createTable: body.append(Workload.definition(target.stream))
        case .increment: appendIncrement(to: &body)
        case .increments:
            appendBatch("updates", of: sizes.batch, to: &body) { appendIncrement(to: &$0) }
        case .events:
            appendBatch("events", of: sizes.batch, to: &body) { body in
                appendEvent(at: hour, to: &body) { body in
                    body.append(#""L#"#)
                    body.append(.link)
                    body.append(#"","T#all""#)
                }
            }
        case .history:
            appendBatch("events", of: sizes.batch, to: &body) { body in
                appendEvent(at: hour, to: &body) { body in
                    body.append(#""H#"#)
                    body.append(.link)
                    body.append(#"""#)
                }
            }
        case .series: break
        }
        return body
    }

    // MARK: Parts

    private func appendUpdate(
        _ table: String, to body: inout RequestTemplate, observing: Bool
    ) {
        body.append(#"{"TableName":"\#(table)","#)
        appendAWSKey(to: &body)
        body.append(#","UpdateExpression":"ADD c :n"#)
        if observing { body.append(" OBSERVE u :v") }
        body.append(#"","ExpressionAttributeValues":{":n":{"N":"1"}"#)
        if observing {
            body.append(#",":v":{"S":"v"#)
            body.append(.visitor)
            body.append(#""}"#)
        }
        body.append("}}")
    }

    private func appendAWSKey(to body: inout RequestTemplate) {
        body.append(#""Key":{"pk":{"S":"L#"#)
        body.append(.link)
        body.append(#""},"sk":{"S":"A#"}}"#)
    }

    private func appendIncrement(to body: inout RequestTemplate) {
        body.append(#"{"key":{"pk":"L#"#)
        body.append(.link)
        body.append(#"","sk":"A#"},"add":{"c":1},"observe":{"u":"v"#)
        body.append(.visitor)
        body.append(#""}}"#)
    }

    private func appendEvent(
        at hour: Int, to body: inout RequestTemplate,
        series: (inout RequestTemplate) -> Void
    ) {
        body.append(#"{"at":"\#(Workload.instant(hour).prefix(14))"#)
        body.append(.minute)
        body.append(#":07Z","series":["#)
        series(&body)
        body.append(#"],"add":{"c":1},"observe":{"u":"v"#)
        body.append(.visitor)
        body.append(#""}}"#)
    }

    private func appendBatch(
        _ member: String, of count: Int, to body: inout RequestTemplate,
        _ element: (inout RequestTemplate) -> Void
    ) {
        body.append(#"{"source":"bench-"#)
        body.append(.source)
        // A JSON number has no leading zeros: a 1 before the digits.
        body.append(#"","sequence":1"#)
        body.append(.sequence)
        body.append(#","\#(member)":["#)
        for index in 0..<count {
            if index > 0 { body.append(",") }
            element(&body)
        }
        body.append("]}")
    }

    private func awsHead(_ operation: String, _ target: Target) -> [String] {
        var lines = [
            "POST / HTTP/1.1", "Host: \(target.host)",
            "X-Amz-Target: DynamoDB_20120810.\(operation)",
            "Content-Type: application/x-amz-json-1.0",
        ]
        guard target.hasSDKHeaders else { return lines }
        lines += [
            "User-Agent: Boto3/1.43.11 md/Botocore#1.43.11 ua/2.1 os/linux#6.1 md/arch#x86_64",
            "X-Amz-Date: 20261123T000000Z", "Accept-Encoding: identity",
            "Authorization: AWS4-HMAC-SHA256 Credential=bench/20261123/us-east-1/dynamodb/"
                + "aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
                + "Signature=" + String(repeating: "0", count: 64),
            "amz-sdk-invocation-id: 00000000-0000-0000-0000-000000000000",
            "amz-sdk-request: attempt=1",
        ]
        return lines
    }

    /// Links with the five granularities of the click table.
    private static func definition(_ stream: TableStream) -> String {
        let stream = stream == .none ? "" : #""stream":{"view":"\#(stream.rawValue)"},"#
        return #"{\#(stream)"# + definitionRest
    }

    private static let definitionRest = #"""
        "key":{"partition":{"name":"pk","type":"string"},"sort":{"name":"sk","type":"string"}},
        "timeToLive":{"attribute":"ttl"},
        "series":{"counters":["c"],"sketches":["u"],"granularities":[
        {"name":"minute","prefix":"m#","format":"yyyyMMddHHmm","retention":"48h","sketchPrecision":10},
        {"name":"hour","prefix":"h#","format":"yyyyMMddHH","retention":"62d"},
        {"name":"day","prefix":"d#","format":"yyyyMMdd","retention":"760d"},
        {"name":"month","prefix":"M#","format":"yyyyMM"},{"name":"all","prefix":"A#"}]}}
        """#

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 9 - digits.utf8.count)) + digits
    }

    private static func instant(_ seconds: Int) -> String {
        Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
    }
}
