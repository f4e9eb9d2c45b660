import Client
import Console
import JSON
import Values

/// Asks a server for the clicks and visitors of series in a window.
struct ClickReport {
    struct Figures {
        var clicks: Int64 = 0
        /// How many visitors there are by the sketch, and the bounds of that.
        var visitors = 0.0
        var lower = 0.0
        var upper = 0.0
    }

    let table: RemoteTable
    let window: Window

    /// What all links have together, and the figures of those with the most clicks.
    struct Best {
        var clicks: Int64
        var clickedLinks: Int
        var links: [Text: Figures]
    }

    /// The links with the most clicks as the server ranks them; `nil` where it does not, or not so
    /// many: one from before it could, or a table that is too large for it.
    func best(_ limit: Int) async throws -> Best? {
        guard limit <= ClickLimits.rankedMax else { return nil }
        let parameters =
            [
                ("by", "c"), ("prefix", ClickSeries.linkPrefix), ("limit", "\(limit)"),
                ("sum", "c"), ("union", "u"),
            ] + window.parameters
        let answer: JSONNode
        do {
            answer = try await table.get("top", parameters)
        } catch let rejection as ServerClient.Rejection where rejection.meansNoRanking {
            return nil
        }
        guard let clicks = answer["sum"]?.integer, let ranked = answer["ranked"]?.integer,
            let rows = answer["rows"]
        else { throw Failure("\(table.client.url) answered a ranking without sum or rows") }
        return Best(
            clicks: clicks, clickedLinks: Int(ranked),
            links: try ClickReport.figures(ofRows: rows, from: table.client))
    }

    /// The names of all links that were ever clicked, with their series' prefix.
    ///
    /// Only a scan knows which partitions there are; it is DynamoDB's.
    func links() async throws -> [Text] {
        var links: [Text] = []
        var start: [UInt8]?
        repeat {
            let page = try await table.client.call(scan(after: start)).content
            for item in page["Items"].map({ Array($0.elements) }) ?? [] {
                if let series = item["pk"]?["S"]?.string { links.append(Text(series)) }
            }
            start = page["LastEvaluatedKey"].map { Array($0.rawBytes) }
        } while start != nil
        return links
    }

    /// The figures of each series.
    func figures(of series: [Text]) async throws -> [Text: Figures] {
        var figures: [Text: Figures] = [:]
        var rest = series[...]
        while !rest.isEmpty {
            var parameters =
                [
                    ("merge", "false"), ("step", "all"), ("sum", "c"), ("union", "u"),
                ] + window.parameters
            let seriesFrom = parameters.count
            var bytes = 0
            while let name = rest.first,
                parameters.count < seriesFrom + ClickLimits.seriesPerRequestMax,
                bytes == 0 || bytes + name.utf8Count * 3 <= ClickLimits.targetBytesMax
            {
                parameters.append(("series", name.string))
                bytes += name.utf8Count * 3
                rest.removeFirst()
            }
            let answer = try await table.get("series", parameters)
            guard let rows = answer["rows"] else { continue }
            figures.merge(try ClickReport.figures(ofRows: rows, from: table.client)) { $1 }
        }
        return figures
    }

    private static func figures(
        ofRows rows: JSONNode, from client: ServerClient
    ) throws(Failure) -> [Text: Figures] {
        var figures: [Text: Figures] = [:]
        for row in rows.elements {
            guard let name = row["series"]?.string, let total = row["total"] else {
                throw Failure("\(client.url) answered a row without series or total")
            }
            figures[Text(name)] = Figures(total: total)
        }
        return figures
    }

    private func scan(after start: [UInt8]?) -> ServerClient.Request {
        var json = JSONWriter()
        json.beginObject()
        json.name("TableName")
        json.string(table.name)
        json.name("ProjectionExpression")
        json.string("pk")
        json.name("FilterExpression")
        json.string("sk = :all AND begins_with(pk, :link)")
        json.name("ExpressionAttributeValues")
        json.raw(
            Array(
                #"""
                {":all":{"S":"\#(ClickSeries.allTime)"},":link":{"S":"\#(ClickSeries.linkPrefix)"}}
                """#.utf8))
        if let start {
            json.name("ExclusiveStartKey")
            json.raw(start)
        }
        json.endObject()
        return ServerClient.Request(
            method: .post, target: "/",
            headers: [
                ("Content-Type", "application/x-amz-json-1.0"),
                ("X-Amz-Target", "DynamoDB_20120810.Scan"),
            ],
            body: json.bytes)
    }
}

extension ServerClient.Rejection {
    /// Whether a server ranks no links at all, or not those of such a table.
    fileprivate var meansNoRanking: Bool {
        name == "path-not-found" || name == "invalid-request" && description.hasSuffix("(prefix)")
    }
}

extension ClickReport.Figures {
    /// Reads a total; what nobody counted is 0.
    init(total: JSONNode) {
        clicks = total["c"]?.integer ?? 0
        func number(_ name: String) -> Double {
            total["u"]?[name]?.numberText.flatMap { Double($0) } ?? 0
        }
        visitors = number("estimate")
        lower = number("lower")
        upper = number("upper")
    }
}
