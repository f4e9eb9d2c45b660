/// A bench's requests to Quipu, over HTTP.
struct QuipuRequests {
    let options: LoadOptions
    let sizes: Workload.Sizes
    /// The hour in which events lie, as seconds since 1970.
    let hour: Int

    private var path: String { "/v1/tables/\(options.table)" }
    private var host: String { "Host: \(options.host):\(options.port)" }

    func exchange(for workload: Workload) -> Exchange {
        Exchange(peer: .quipu, requests: .template(template(for: workload)))
    }

    /// The call that makes the table.
    func definition(_ stream: TableStream, _ indexed: IndexedTable) -> Exchange {
        let body = RequestTemplate(stringLiteral: QuipuRequests.definition(stream, indexed))
        return Exchange(peer: .quipu, requests: .template(json("PUT", path, body)))
    }

    /// Batches that touch every item, after which it is in every index.
    func touch(_ indexed: IndexedTable) -> Exchange {
        batches(of: increment(and: indexed.memberships))
    }

    /// Batches that make the items of `byTable` and `byIndex`.
    var grouped: Exchange { batches(of: IndexedTable.grouped) }

    private func batches(of update: RequestTemplate) -> Exchange {
        Exchange(
            peer: .quipu,
            requests: .template(json("POST", path + "/increments", batch("updates", of: update))))
    }

    /// The events of one hour of a history at a time, the youngest first.
    func history(_ history: History) -> Exchange {
        let path = path + "/events"
        let lines = head("POST", path)
        return Exchange(
            peer: .quipu,
            requests: .made { index in
                let hour = history.hour(index)
                let at = Buckets.instant(hour)
                let events = (0..<history.series).map { series in
                    let clicks = history.clicks(of: series, at: hour)
                    let visitors = clicks.map { #""\#($0)""# }.joined(separator: ",")
                    return #"{"at":"\#(at)","series":["\#(History.name(series))"],"#
                        + #""add":{"c":\#(clicks.count)},"observe":{"u":[\#(visitors)]}}"#
                }
                // A source of its own for each hour: they may come in any order.
                let body = RequestTemplate(
                    stringLiteral: #"{"source":"history-\#(hour)","sequence":1,"#
                        + #""events":[\#(events.joined(separator: ","))]}"#)
                return body.request(lines).bytes
            })
    }

    private func template(for workload: Workload) -> RequestTemplate {
        switch workload {
        case .update: aws("UpdateItem", update(observing: false))
        case .observe: aws("UpdateItem", update(observing: true))
        case .add: aws("UpdateItem", adding)
        case .statement: aws("ExecuteStatement", statement)
        case .move: aws("UpdateItem", moving)
        case .get: aws("GetItem", #"{"TableName":"\#(options.table)","Key":{\#(awsKey("L#"))}}"#)
        case .put:
            aws("PutItem", #"{"TableName":"\#(options.table)","Item":{\#(awsKey("P#"))\#(note)}}"#)
        case .increment: json("POST", path + "/increment", increment)
        case .increments: json("POST", path + "/increments", batch("updates", of: increment))
        case .events: json("POST", path + "/events", batch("events", of: event))
        case .hours: get(hours)
        case .series: get(series)
        case .byTable: get(items(IndexedTable.pageOfTable))
        case .byIndex: get(items(IndexedTable.pageOfIndex))
        }
    }

    // MARK: Bodies and paths

    private func update(observing: Bool) -> RequestTemplate {
        var body: RequestTemplate = #"{"TableName":"\#(options.table)","Key":{"#
        body.append(contentsOf: awsKey("L#"))
        body.append(#"},"UpdateExpression":"ADD c :n"#)
        if observing { body.append(" OBSERVE u :v") }
        body.append(#"","ExpressionAttributeValues":{":n":{"N":"1"}"#)
        if observing { body.append(contentsOf: #",":v":{"S":"v\#(.visitor)"}"#) }
        body.append("}}")
        return body
    }

    private var adding: RequestTemplate {
        #"""
        {"TableName":"\#(options.table)","Key":{\#(awsKey("L#"))},\#
        "UpdateExpression":"SET c = c + :n","ExpressionAttributeValues":{":n":{"N":"1"}}}
        """#
    }

    private var statement: RequestTemplate {
        #"""
        {"Statement":"UPDATE \"\#(options.table)\" SET c = c + ? WHERE pk = ? AND sk = ?",\#
        "Parameters":[{"N":"1"},{"S":"L#\#(.link)"},{"S":"A#"}]}
        """#
    }

    private var moving: RequestTemplate {
        #"""
        {"TableName":"\#(options.table)","Key":{\#(awsKey("L#"))},\#
        "UpdateExpression":"SET g0 = :g","ExpressionAttributeValues":\#
        {":g":{"S":"group-\#(.visitor)"}}}
        """#
    }

    private func awsKey(_ prefix: String) -> RequestTemplate {
        #""pk":{"S":"\#(prefix)\#(.link)"},"sk":{"S":"A#"}"#
    }

    private var note: String { #","c":{"N":"1"},"note":{"S":"\#(Workload.attribute)"}"# }

    private var increment: RequestTemplate { increment(and: RequestTemplate()) }

    private func increment(and more: RequestTemplate) -> RequestTemplate {
        #"""
        {"key":{"pk":"L#\#(.link)","sk":"A#"},"add":{"c":1},\#
        "observe":{"u":"v\#(.visitor)"}\#(more)}
        """#
    }

    private var event: RequestTemplate {
        let begin = String(Buckets.instant(hour).prefix(14))
        var event: RequestTemplate = #"{"at":"\#(begin)\#(.minute):07Z","series":["L#\#(.link)","#
        event.append(contentsOf: #""T#all"],"add":{"c":1},"observe":{"u":"v\#(.visitor)"}}"#)
        return event
    }

    private func batch(_ member: String, of element: RequestTemplate) -> RequestTemplate {
        // A JSON number has no leading zeros: a 1 before the digits.
        var body: RequestTemplate = #"{"source":"bench-\#(.source)","sequence":1\#(.sequence),"#
        body.append(#""\#(member)":["#)
        for index in 0..<sizes.batch {
            if index > 0 { body.append(",") }
            body.append(contentsOf: element)
        }
        body.append("]}")
        return body
    }

    private var hours: RequestTemplate {
        let from = Buckets.hour(History.end - Workload.hoursRead * History.hourSeconds)
        let to = Buckets.hour(History.end)
        return items("pk=H%23\(.link)&from=h%23\(from)&to=h%23\(to)&attributes=sk,c")
    }

    private func items(_ query: RequestTemplate) -> RequestTemplate { "\(path)/items?\(query)" }

    private var series: RequestTemplate {
        let names = (0..<sizes.series).map { "series=H%23" + Buckets.padded($0) }
        let end = History.end
        let from = Buckets.instant(end - sizes.history.days * History.daySeconds)
        return RequestTemplate(
            stringLiteral: "\(path)/series?\(names.joined(separator: "&"))&from=\(from)"
                + "&to=\(Buckets.instant(end))&step=day")
    }

    // MARK: Heads

    private func head(_ method: String, _ path: String) -> [String] {
        ["\(method) \(path) HTTP/1.1", host, "Content-Type: application/json"]
    }

    private func json(
        _ method: String, _ path: String, _ body: RequestTemplate
    ) -> RequestTemplate {
        body.request(head(method, path))
    }

    private func get(_ path: RequestTemplate) -> RequestTemplate {
        var line: RequestTemplate = "GET "
        line.append(contentsOf: path)
        line.append(" HTTP/1.1")
        return RequestTemplate().request([line, RequestTemplate(stringLiteral: host)])
    }

    private func aws(_ operation: String, _ body: RequestTemplate) -> RequestTemplate {
        var lines = [
            "POST / HTTP/1.1", host, "X-Amz-Target: DynamoDB_20120810.\(operation)",
            "Content-Type: application/x-amz-json-1.0",
        ]
        if options.sdkHeaders { lines += QuipuRequests.sdkHeaders }
        return body.request(lines)
    }

    /// What an AWS SDK sends, some 600 bytes.
    private static let sdkHeaders = [
        "User-Agent: Boto3/1.43.11 md/Botocore#1.43.11 ua/2.1 os/linux#6.1 md/arch#x86_64",
        "X-Amz-Date: 20261123T000000Z", "Accept-Encoding: identity",
        "Authorization: AWS4-HMAC-SHA256 Credential=bench/20261123/us-east-1/dynamodb/"
            + "aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
            + "Signature=" + String(repeating: "0", count: 64),
        "amz-sdk-invocation-id: 00000000-0000-0000-0000-000000000000",
        "amz-sdk-request: attempt=1",
    ]

    /// Links with the five granularities of the click table.
    private static func definition(_ stream: TableStream, _ indexed: IndexedTable) -> String {
        let stream = stream == .none ? "" : #""stream":{"view":"\#(stream.rawValue)"},"#
        return #"{\#(stream)\#(indexed.definition)"# + definitionRest
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
}
