package import Values

/// Which parts of an item to return.
package struct Projection: Hashable, Sendable {
    /// In the order of the text.
    package let paths: [AttributePath]
    private let tree: PathTree

    /// The paths should neither overlap nor conflict; where they do, the wider or earlier counts.
    package init(paths: [AttributePath]) {
        self.paths = paths
        tree = PathTree(paths)
    }

    /// Reads a ProjectionExpression and marks the placeholders it mentions.
    package static func parse(
        _ text: Text, with placeholders: inout Placeholders
    ) throws(ExpressionError) -> Projection {
        var parser = try Parser(text, as: .projection)
        let syntax = try parser.parseProjection()
        let paths = try Resolver.resolve(parser, with: &placeholders) { resolver in
            let paths = syntax.map { resolver.path($0) }
            resolver.checkDistinct(paths)
            return paths
        }
        return Projection(paths: paths)
    }

    /// What the paths find, each in its nesting; elements of a list close up in their order.
    package func project(_ item: AttributeMap) -> AttributeMap {
        tree.members(of: item)
    }
}
