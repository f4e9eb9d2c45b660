import NIOCore

/// The table with five secondary indexes, each of which has every item.
enum CallIndexes {
    static let table = "indexed"
    private static let path = "/v1/tables/\(table)"
    private static let indexes = 0..<5

    static let definition = Call.request(
        "PUT \(path)", [],
        #"{"key":{"partition":{"name":"pk","type":"string"},"#
            + #""sort":{"name":"sk","type":"string"}},"#
            + #""indexes":[\#(indexes.map(index).joined(separator: ","))]}"#)

    private static func index(_ number: Int) -> String {
        #"{"name":"by-g\#(number)","key":{"partition":[{"name":"g\#(number)","type":"string"}],"#
            + #""sort":[{"name":"sk","type":"string"}]}}"#
    }

    /// The batch that makes the items.
    static let items = Call.post(
        path + "/increments",
        #"{"source":"indexed","sequence":1,"updates":[\#(updates.joined(separator: ","))]}"#)

    private static let updates = (0..<Call.warmLinks).map { number in
        let groups = indexes.map { #""g\#($0)":"\#(group(of: number))""# }
        return #"{"key":{"pk":"\#(Call.link("L#", number))","sk":"A#"},"add":{"c":100},"#
            + #""set":{\#(groups.joined(separator: ","))}}"#
    }

    private static func group(of number: Int) -> String { "group-\(100_000 + number % groups)" }

    /// Partitions of each index, of more items than a page that is read.
    private static let groups = 3

    /// The keys and counters of 72 items of a partition of an index, as many as `CallHistory.hours` has.
    static func page(_ number: Int) -> ByteBuffer {
        Call.request(
            "GET \(path)/items?index=by-g1&pk=\(group(of: number))&limit=72&attributes=sk,c",
            [], "")
    }

    /// An update that no index has to do with.
    static func counting(_ number: Int) -> ByteBuffer {
        Call.aws(
            "UpdateItem",
            #""Key":{\#(Call.key("L#", of: number))},"UpdateExpression":"ADD c :n","#
                + #""ExpressionAttributeValues":{":n":{"N":"1"}}"#, table: table)
    }

    /// An update after which one index has the item in another place.
    static func moving(_ number: Int) -> ByteBuffer {
        Call.aws(
            "UpdateItem",
            #""Key":{\#(Call.key("L#", of: number))},"UpdateExpression":"SET g0 = :g","#
                + #""ExpressionAttributeValues":{":g":{"S":"group-\#(200_000 + number)"}}"#,
            table: table)
    }
}
