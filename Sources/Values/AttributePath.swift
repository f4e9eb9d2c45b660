/// The way to a value inside an item: an attribute, then members and list positions.
package struct AttributePath: Hashable, Sendable {
    /// One step inside a map or a list.
    package enum Step: Hashable, Sendable {
        case name(Text)
        case index(Int)
    }

    package let root: Text
    package let steps: [Step]

    package init(root: Text, steps: [Step] = []) {
        self.root = root
        self.steps = steps
    }

    /// Whether the path names a whole attribute.
    package var isTopLevel: Bool { steps.isEmpty }
}

extension AttributePath: CustomStringConvertible {
    /// The path as an expression would write it, names taken literally.
    package var description: String {
        steps.reduce(into: root.string) { text, step in
            switch step {
            case .name(let name): text += ".\(name)"
            case .index(let index): text += "[\(index)]"
            }
        }
    }
}

extension AttributeMap {
    /// The value that `path` leads to, or `nil` where the item has nothing there.
    package func value(at path: AttributePath) -> Value? {
        guard var value = self[path.root] else { return nil }
        for step in path.steps {
            guard let inner = value.member(step) else { return nil }
            value = inner
        }
        return value
    }
}

extension Value {
    /// The member of a map or the element of a list that `step` names, or `nil`.
    package func member(_ step: AttributePath.Step) -> Value? {
        switch (self, step) {
        case (.map(let attributes), .name(let name)): attributes[name]
        case (.list(let elements), .index(let index)):
            elements.indices.contains(index) ? elements[index] : nil
        default: nil
        }
    }
}
