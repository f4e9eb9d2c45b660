import NIOCore

/// One kind of call, with how it is carried out while it is counted.
enum Call: String, CaseIterable {
    case getItem = "GetItem"
    /// The counters of 72 hours of a series.
    case hours
    /// The counters of as many items by an index.
    case byIndex = "by-index"
    /// The roll-up of a month by days over several series, with their visitors.
    case series
    case putItem = "PutItem"
    case updateItem = "UpdateItem"
    /// The same with a condition.
    case updateItemIf = "UpdateItem-if"
    /// An UpdateItem that sets a counter to one more, and the same as a PartiQL statement.
    case updateSet = "UpdateItem-set"
    case statement = "ExecuteStatement"
    /// An UpdateItem of a table with five indexes, none of which it touches.
    case updateIndexed = "UpdateItem-indexed"
    /// Another that moves the item to another place in one of them.
    case updateMoving = "UpdateItem-moving"
    /// A counter and a visitor.
    case increment
    /// The same, as the only write of its group: what the others of a group share is all its own.
    case incrementAlone = "increment-alone"
    /// A hundred of them in one request.
    case increments

    /// Writes that are made durable and applied together, as under load; reads have no groups.
    var groupSize: Int {
        switch self {
        case .getItem, .putItem, .updateItem, .updateItemIf, .updateSet, .statement, .updateIndexed,
            .updateMoving, .increment:
            32
        case .hours, .byIndex: 8
        case .series: 2
        case .incrementAlone: 1
        // A larger group would be applied while it is held, a part of it before the counting begins.
        case .increments: 3
        }
    }

    /// Groups that are counted, after as many that are not.
    var rounds: Int {
        switch self {
        case .getItem, .putItem, .updateItem, .updateItemIf, .updateSet, .statement, .updateIndexed,
            .updateMoving, .increment:
            16
        case .hours, .byIndex: 8
        case .series: 4
        case .incrementAlone: 64
        case .increments: 4
        }
    }

    var isRead: Bool { self == .getItem || self == .hours || self == .byIndex || isPage }

    /// Whether it is a read that is carried out on another thread.
    var isPage: Bool { self == .series }

    private static let path = "/v1/tables/clicks"

    /// The request with a number; its links come again, its visitors do not.
    func request(_ number: Int) -> ByteBuffer {
        switch self {
        case .getItem: Call.aws("GetItem", #""Key":{\#(Call.key("L#", of: number))}"#)
        case .hours: CallHistory.hours(ofSeries: number)
        case .byIndex: CallIndexes.page(number)
        case .series: CallHistory.rollUp
        case .putItem:
            Call.aws(
                "PutItem",
                // Another item than the one before it, which would not be written.
                #""Item":{\#(Call.key("P#", of: number)),"c":{"N":"\#(number)"},"#
                    + #""note":{"S":"\#(Call.note)"}}"#)
        case .updateItem:
            Call.aws(
                "UpdateItem",
                #""Key":{\#(Call.key("L#", of: number))},"UpdateExpression":"ADD c :n","#
                    + #""ExpressionAttributeValues":{":n":{"N":"1"}}"#)
        case .updateItemIf:
            Call.aws(
                "UpdateItem",
                #""Key":{\#(Call.key("L#", of: number))},"UpdateExpression":"ADD c :n","#
                    + #""ConditionExpression":"attribute_exists(pk) AND c >= :n","#
                    + #""ExpressionAttributeValues":{":n":{"N":"1"}}"#)
        case .updateSet:
            Call.aws(
                "UpdateItem",
                #""Key":{\#(Call.key("L#", of: number))},"UpdateExpression":"SET c = c + :n","#
                    + #""ExpressionAttributeValues":{":n":{"N":"1"}}"#)
        case .statement: Call.statement(number)
        case .updateIndexed: CallIndexes.counting(number)
        case .updateMoving: CallIndexes.moving(number)
        case .increment, .incrementAlone:
            Call.post(
                Call.path + "/increment",
                Call.increment(of: number % Call.warmLinks, by: "\(rawValue)-\(number)"))
        case .increments: Call.batch(of: 100, number: number)
        }
    }

    private static func statement(_ number: Int) -> ByteBuffer {
        request(
            "POST /", awsFields("ExecuteStatement"),
            #"{"Statement":"UPDATE \"clicks\" SET c = c + ? WHERE pk = ? AND sk = ?","#
                + #""Parameters":[{"N":"1"},{"S":"\#(link("L#", number % warmLinks))"},"#
                + #"{"S":"A#"}]}"#)
    }

    /// The call that makes the table.
    static let definition = request(
        "PUT \(path)", [],
        #"{"key":{"partition":{"name":"pk","type":"string"},"#
            + #""sort":{"name":"sk","type":"string"}},"timeToLive":{"attribute":"ttl"},"#
            + #""series":{"counters":["c"],"sketches":["u"],"#
            + #""granularities":[{"name":"all","prefix":"A#"}]}}"#)

    /// The batch with a number, of updates that follow each other.
    static func batch(of size: Int, number: Int) -> ByteBuffer {
        let numbers = number * size..<(number + 1) * size
        let updates = numbers.map { increment(of: $0, by: "batch-\(size)-\($0)") }
        return post(
            path + "/increments",
            #"{"source":"counted-\#(size)","sequence":\#(number + 1),"#
                + #""updates":[\#(updates.joined(separator: ","))]}"#)
    }

    // MARK: Parts of requests

    /// Links that are in the table from the beginning.
    static let links = 1024
    /// Those of calls with one item, which they all have written to before they are counted.
    static let warmLinks = 256
    private static let note = String(repeating: "n", count: 100)

    private static func increment(of number: Int, by visitor: String) -> String {
        #"{"key":{"pk":"\#(link("L#", number))","sk":"A#"},"#
            + #""add":{"c":1},"observe":{"u":"\#(visitor)"}}"#
    }

    static func key(_ prefix: String, of number: Int) -> String {
        #""pk":{"S":"\#(link(prefix, number % warmLinks))"},"sk":{"S":"A#"}"#
    }

    /// A link that lies far from the one before: 437 and 1024 have no factor in common.
    static func link(_ prefix: String, _ number: Int) -> String {
        // Of one length, whatever the number.
        prefix + String(100_000 + number * 437 % links)
    }

    static func aws(
        _ operation: String, _ parameters: String, table: String = "clicks"
    ) -> ByteBuffer {
        request(
            "POST /", awsFields(operation), #"{"TableName":"\#(table)",\#(parameters)}"#)
    }

    private static func awsFields(_ operation: String) -> [String] {
        [
            "X-Amz-Target: DynamoDB_20120810.\(operation)",
            "Content-Type: application/x-amz-json-1.0",
        ]
    }

    static func post(_ path: String, _ body: String) -> ByteBuffer {
        request("POST \(path)", ["Content-Type: application/json"], body)
    }

    static func request(_ line: String, _ fields: [String], _ body: String) -> ByteBuffer {
        let lines =
            ["\(line) HTTP/1.1", "Host: 127.0.0.1:8000"] + fields
            + ["Content-Length: \(body.utf8.count)", "", body]
        return ByteBuffer(string: lines.joined(separator: "\r\n"))
    }
}
