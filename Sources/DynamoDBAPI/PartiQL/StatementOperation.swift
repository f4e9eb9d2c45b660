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
                guard let text = node?.string else { return false }
                return ParsedStatement.beginsAsRead(Text(text))
            }
    }
}
