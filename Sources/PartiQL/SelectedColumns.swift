package import Values

/// What a SELECT shows of an item.
package enum SelectedColumns: Sendable {
    /// `*`
    case all
    case named([Column])

    /// A path, and what the result calls its value: the last member's name.
    package struct Column: Sendable {
        package let name: Text
        package let path: AttributePath

        init(_ path: AttributePath) {
            self.path = path
            var name = path.root.string
            for step in path.steps {
                switch step {
                case .name(let member): name = member.string
                case .index(let index): name += "[\(index)]"
                }
            }
            self.name = Text(name)
        }
    }

    /// The attributes that are named, in the order of the statement; none for all.
    package var roots: [Text] {
        if case .named(let columns) = self { columns.map(\.path.root) } else { [] }
    }

    /// What the columns find in an item, not in its nesting; `nil` for all of it.
    package func values(in image: ItemImage) -> AttributeMap? {
        guard case .named(let columns) = self else { return nil }
        var view = image.view
        var found = AttributeMap()
        for column in columns { found[column.name] = view.value(at: column.path) }
        return found
    }
}
