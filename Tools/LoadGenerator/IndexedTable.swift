/// Secondary indexes of a bench's table, and what items have so that each of them is in each index.
struct IndexedTable: Sendable {
    /// How many indexes the table has.
    let count: Int

    /// Items of pages that are read, and the least that each of the 60 partitions has of them.
    static let itemsRead = 72
    /// Items of those partitions altogether: some 160 in each.
    static let groupedItems = 10_000

    /// The indexes in the table's definition, with the comma behind them.
    var definition: String {
        let indexes = (0..<count).map { number in
            #"{"name":"by-g\#(number)","key":{"partition":[{"name":"g\#(number)","type":"string"}],"#
                + #""sort":[{"name":"sk","type":"string"}]}}"#
        }
        return count == 0 ? "" : #""indexes":[\#(indexes.joined(separator: ","))],"#
    }

    /// What the first update of an item says besides its sums.
    var memberships: RequestTemplate {
        var members = RequestTemplate()
        for number in 0..<count {
            members.append(number == 0 ? #","set":{"# : ",")
            members.append(contentsOf: #""g\#(String(number))":"group-\#(.minute)""#)
        }
        if count > 0 { members.append("}") }
        return members
    }

    /// An update that makes one of the items by which a read of the table and one of an index are compared:
    /// both find the same number of the same items.
    static let grouped: RequestTemplate = #"""
        {"key":{"pk":"G#\#(.minute)","sk":"\#(.link)"},"add":{"c":1},"set":{"g0":"only-\#(.sameMinute)"}}
        """#

    /// What a read of the table asks for, and one of the index, behind `items?`.
    static let pageOfTable: RequestTemplate = "pk=G%23\(.minute)&\(page)"
    static let pageOfIndex: RequestTemplate = "index=by-g0&pk=only-\(.minute)&\(page)"
    private static let page = "limit=\(itemsRead)&attributes=sk,c"
}
