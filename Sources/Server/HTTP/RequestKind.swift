import NativeAPI

/// Which requests of a connection may be carried out together.
///
/// A client must not be able to tell it from one after the other: it reads what it has written
/// before, and its writes are made in their order. So writes of items, which the store takes in the
/// order in which they come, may go together, and reads may; neither with the other, and nothing
/// with what changes or follows a table.
enum RequestKind {
    case read
    case write
    case alone

    init(_ head: RequestHead) {
        // A 100 Continue must not come before answers to others, and a packed body may be unpacked on
        // another thread, where later ones overtake it.
        guard head.fields.expect == nil, head.fields.contentEncoding == nil,
            !head.line.isOldClient, case .length(let count) = head.framing
        else {
            self = .alone
            return
        }
        switch head.line.method {
        case .POST where head.path == "/":
            self = RequestKind(ofTarget: head.fields.target ?? "")
        case .POST where RequestKind.hasPlainNativePath(head):
            let call = RequestKind.writingCalls.first { head.path.utf8.ends(with: $0.path.utf8) }
            self = call.map { count <= $0.bodyBytesMax ? .write : .alone } ?? .alone
        case .GET where RequestKind.hasPlainNativePath(head):
            // What follows changes goes on and on.
            self = head.path.utf8.ends(with: "/changes".utf8) ? .alone : .read
        default: self = .alone
        }
    }

    private init(ofTarget target: String) {
        let name = target.utf8.firstIndex(of: UInt8(ascii: ".")).map { dot in
            String(target[target.utf8.index(after: dot)...])
        }
        self = name.flatMap { RequestKind.operations[$0] } ?? .alone
    }

    /// Whether it is what it looks like: another path may be one of these when it is decoded.
    private static func hasPlainNativePath(_ head: RequestHead) -> Bool {
        Routes.isNative(head.path) && !head.path.utf8.contains(UInt8(ascii: "%"))
    }

    private static let operations: [String: RequestKind] = [
        "GetItem": .read, "BatchGetItem": .read, "TransactGetItems": .read, "Query": .read,
        "Scan": .read,
        "PutItem": .write, "UpdateItem": .write, "DeleteItem": .write, "BatchWriteItem": .write,
        "TransactWriteItems": .write,
    ]

    /// Their paths' ends, and how large their bodies are that are read where they arrive.
    private static let writingCalls = [
        (path: "/increment", bodyBytesMax: NativeLimits.inlineBodyBytesMax),
        (path: "/increments", bodyBytesMax: NativeLimits.inlineBodyBytesMax),
        (path: "/events", bodyBytesMax: NativeLimits.inlineEventsBytesMax),
    ]
}

extension BidirectionalCollection where Element: Equatable {
    fileprivate func ends(with end: some BidirectionalCollection<Element>) -> Bool {
        reversed().starts(with: end.reversed())
    }
}
