import Expressions
import Values

extension AttributeMap {
    /// Puts `value` at `path`, whose parent must be there and of the right kind.
    ///
    /// A position past a list's end appends.
    mutating func put(_ value: Value, at path: AttributePath) throws(ExpressionError) {
        try self[path.root].change(along: path.steps[...]) { $0 = value }
    }

    /// Takes away what is at the paths; what follows in a list moves up.
    ///
    /// Every position means the list as it is now. So elements go last, all of one list at
    /// once, and the lists that lie deepest first.
    mutating func remove(_ paths: [AttributePath]) throws(ExpressionError) {
        var positions: [AttributePath: Set<Int>] = [:]
        for path in paths {
            if case .index(let index)? = path.steps.last {
                positions[path.parent, default: []].insert(index)
            } else {
                try self[path.root].change(along: path.steps[...]) { $0 = nil }
            }
        }
        for (list, gone) in positions.sorted(by: { $0.key.steps.count > $1.key.steps.count }) {
            try self[list.root].change(along: list.steps[...]) { $0?.removeElements(at: gone) }
        }
    }

    /// Refuses a path whose parent is absent or of the wrong kind.
    ///
    /// A whole attribute has the item for its parent.
    func checkParent(of path: AttributePath) throws(ExpressionError) {
        guard let last = path.steps.last else { return }
        switch (value(at: path.parent), last) {
        case (.map?, .name), (.list?, .index): return
        default: throw .invalidPath
        }
    }
}

extension Value? {
    /// Changes what is at the end of `steps`; `nil` stands for nothing there, before and after.
    ///
    /// A map or list is taken out while it changes, so that it is not copied for a second owner.
    /// On a throw it is lost; the caller drops the whole item then.
    fileprivate mutating func change(
        along steps: ArraySlice<AttributePath.Step>, by body: (inout Value?) -> Void
    ) throws(ExpressionError) {
        guard let step = steps.first else {
            body(&self)
            return
        }
        switch (self, step) {
        case (.map(var attributes)?, .name(let name)):
            self = .null
            try attributes[name].change(along: steps.dropFirst(), by: body)
            self = .map(attributes)
        case (.list(var elements)?, .index(let index)):
            self = .null
            try elements.change(at: index, along: steps.dropFirst(), by: body)
            self = .list(elements)
        default: throw .invalidPath
        }
    }
}

extension [Value] {
    fileprivate mutating func change(
        at index: Int, along steps: ArraySlice<AttributePath.Step>, by body: (inout Value?) -> Void
    ) throws(ExpressionError) {
        var element: Value?
        guard index < count else {
            try element.change(along: steps, by: body)
            if let element { append(element) }
            return
        }
        element = self[index]
        self[index] = .null
        try element.change(along: steps, by: body)
        if let element { self[index] = element } else { remove(at: index) }
    }
}

extension Value {
    fileprivate mutating func removeElements(at positions: Set<Int>) {
        guard case .list(let elements) = self else { return }
        self = .list(elements.indices.filter { !positions.contains($0) }.map { elements[$0] })
    }
}

extension AttributePath {
    /// The path without its last step; a whole attribute is its own parent.
    fileprivate var parent: AttributePath {
        AttributePath(root: root, steps: Array(steps.dropLast()))
    }
}
