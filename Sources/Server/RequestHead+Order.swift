import HTTP
import NativeAPI

extension RequestHead {
    /// Whether it asks for a write of items that reaches the store before anything that follows it.
    ///
    /// Such writes of one connection may be under way together: the store makes them in the order in
    /// which they come. Nothing else may, or a client could tell it from one after the other: a read
    /// would miss the writes in front of it, or see more than one behind it. (Reads of single items
    /// are answered where they arrive, so they need not wait for each other.)
    var isOrderedWrite: Bool {
        // A 100 Continue must not come before answers to others, and a packed body may be unpacked on
        // another thread, where later ones overtake it.
        guard line.method == .POST, !line.isOldClient, !fields.contains(.expect),
            !fields.contains(.contentEncoding), case .length(let count) = framing
        else { return false }
        if path == "/" { return RequestHead.writes.contains(operation) }
        // A path with percents may be something else when it is decoded.
        guard Routes.isNative(path), !path.utf8.contains(UInt8(ascii: "%")) else { return false }
        return RequestHead.nativeWrites.contains {
            count <= $0.bodyBytesMax && path.utf8.ends(with: $0.end.utf8)
        }
    }

    /// The operation of the DynamoDB API that it names, empty for none.
    var operation: String {
        let target = fields.target ?? ""
        guard let dot = target.utf8.firstIndex(of: UInt8(ascii: ".")) else { return "" }
        return String(target[target.utf8.index(after: dot)...])
    }

    private static let writes: Set = [
        "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems",
    ]

    /// Whether it changes nothing, so that it may be carried out again whatever became of its answer.
    var isRead: Bool {
        if path == "/" { return RequestHead.reads.contains(operation) || line.method != .POST }
        return [.GET, .HEAD, .OPTIONS].contains(line.method)
    }

    private static let reads: Set = [
        "GetItem", "BatchGetItem", "TransactGetItems", "Query", "Scan", "GetRecords",
        "DescribeTable",
        "ListTables", "DescribeStream", "ListStreams",
    ]

    /// The ends of their paths, and how large their bodies are that are read where they arrive.
    private static let nativeWrites = [
        (end: "/increment", bodyBytesMax: NativeLimits.inlineBodyBytesMax),
        (end: "/increments", bodyBytesMax: NativeLimits.inlineBodyBytesMax),
        (end: "/events", bodyBytesMax: NativeLimits.inlineEventsBytesMax),
    ]
}

extension BidirectionalCollection where Element: Equatable {
    fileprivate func ends(with end: some BidirectionalCollection<Element>) -> Bool {
        reversed().starts(with: end.reversed())
    }
}
