import JSON
import PartiQL
import Values

/// An operation that carries out statements: whether it reads or writes is known when they are.
///
/// Its traits are those of a write. A request all of whose statements begin as reads needs the
/// permission to read, as Query does, and its response may be dropped and asked for again.
protocol StatementOperation: DynamoDBOperation {
    /// The texts of a request's statements, which has not been checked yet; `nil` for those that are
    /// no texts.
    static func statements(in root: JSONNode) -> [JSONNode?]
}

extension StatementOperation {
    /// Whether a request has statements, and all of them begin as reads.
    static func onlyReads(_ root: JSONNode) -> Bool {
        let statements = statements(in: root)
        return !statements.isEmpty
            && statements.allSatisfy { node in
                guard let node, mayBeRead(node), let text = node.string else { return false }
                return ParsedStatement.beginsAsRead(Text(text))
            }
    }

    /// A look at the first letter, which most writes do not have in common with SELECT.
    private static func mayBeRead(_ node: JSONNode) -> Bool {
        let letter = node.rawBytes.first { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: " ") }
        guard let letter else { return false }
        let isLetter = UInt8(ascii: "a")...UInt8(ascii: "z") ~= letter | 0x20
        return !isLetter || letter | 0x20 == UInt8(ascii: "s")
    }
}
