extension JSONNode {
    /// The member of that name, or `nil`; compares bytes and walks the members in order.
    package subscript(name: String) -> JSONNode? {
        let token = token
        guard token.kind == .object else { return nil }
        var position = index + 1
        for _ in 0..<token.count {
            if document.string(at: position, equals: name) {
                return JSONNode(document: document, index: position + 1)
            }
            position = Int(document.tape[position + 1].next)
        }
        return nil
    }

    /// The elements of an array in order; empty for any other kind.
    @inlinable package var elements: JSONElements {
        JSONElements(parent: self, remaining: kind == .array ? count : 0)
    }

    /// The members of an object as they were written; empty for any other kind.
    @inlinable package var members: JSONMembers {
        JSONMembers(nodes: memberNodes)
    }

    /// Like `members`, but each name stays a node, for callers that only compare it.
    @inlinable package var memberNodes: JSONMemberNodes {
        JSONMemberNodes(parent: self, remaining: kind == .object ? count : 0)
    }
}

/// Walks an array; see `JSONNode.elements`.
@usableFromInline
package struct JSONElements: Sequence, IteratorProtocol {
    @usableFromInline let document: JSONDocument
    @usableFromInline var position: Int
    @usableFromInline var remaining: Int

    @inlinable
    init(parent: JSONNode, remaining: Int) {
        document = parent.document
        position = parent.index + 1
        self.remaining = remaining
    }

    @inlinable package var underestimatedCount: Int { remaining }

    @inlinable
    package mutating func next() -> JSONNode? {
        guard remaining > 0 else { return nil }
        remaining -= 1
        defer { position = Int(document.tape[position].next) }
        return JSONNode(document: document, index: position)
    }
}

/// Walks an object without making strings; see `JSONNode.memberNodes`.
@usableFromInline
package struct JSONMemberNodes: Sequence, IteratorProtocol {
    @usableFromInline let document: JSONDocument
    @usableFromInline var position: Int
    @usableFromInline var remaining: Int

    @inlinable
    init(parent: JSONNode, remaining: Int) {
        document = parent.document
        position = parent.index + 1
        self.remaining = remaining
    }

    @inlinable package var underestimatedCount: Int { remaining }

    @inlinable
    package mutating func next() -> (name: JSONNode, value: JSONNode)? {
        guard remaining > 0 else { return nil }
        remaining -= 1
        defer { position = Int(document.tape[position + 1].next) }
        return (
            JSONNode(document: document, index: position),
            JSONNode(document: document, index: position + 1)
        )
    }
}

/// Walks an object; see `JSONNode.members`.
@usableFromInline
package struct JSONMembers: Sequence, IteratorProtocol {
    @usableFromInline var nodes: JSONMemberNodes

    @inlinable
    init(nodes: JSONMemberNodes) {
        self.nodes = nodes
    }

    @inlinable package var underestimatedCount: Int { nodes.underestimatedCount }

    @inlinable
    package mutating func next() -> (name: String, value: JSONNode)? {
        guard let (name, value) = nodes.next() else { return nil }
        return (name.string ?? "", value)
    }
}
