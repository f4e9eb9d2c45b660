package import Values

/// Which parts of an item to return.
package struct Projection: Hashable, Sendable {
    /// An attribute that the item does not have: what a sketch in it has seen.
    private struct Estimate: Hashable, Sendable {
        let path: AttributePath
        /// What the result calls it.
        let name: Text

        init(_ path: AttributePath) {
            self.path = path
            name = Text("\(Function.estimate.rawValue)(\(path))")
        }
    }

    /// In the order of the text.
    package let paths: [AttributePath]
    private let tree: PathTree
    private let estimates: [Estimate]

    /// The attributes that it reads, those of sketches whose estimates it returns among them.
    package var roots: [Text] { (paths + estimates.map(\.path)).map(\.root) }

    /// The paths should neither overlap nor conflict; where they do, the wider or earlier counts.
    ///
    /// - Parameter estimates: the sketches whose estimates are returned, under names like
    ///   `estimate(u)`.
    package init(paths: [AttributePath], estimates: [AttributePath] = []) {
        self.paths = paths
        tree = PathTree(paths)
        self.estimates = estimates.map(Estimate.init)
    }

    /// Reads a ProjectionExpression and marks the placeholders it mentions.
    package static func parse(
        _ text: Text, in dialect: Dialect, with placeholders: inout Placeholders
    ) throws(ExpressionError) -> Projection {
        try Resolver.resolve(
            try projections.parse(text, in: dialect), in: dialect, with: &placeholders
        ) { resolver, syntax in
            var paths: [AttributePath] = []
            var estimates: [AttributePath] = []
            for entry in syntax {
                switch entry {
                case .path(let path): paths.append(resolver.path(path))
                case .estimate(let path): estimates.append(resolver.path(path))
                }
            }
            // No two things of a result may have one name.
            resolver.checkDistinct(
                paths + estimates.map { AttributePath(root: Estimate($0).name) })
            return Projection(paths: paths, estimates: estimates)
        }
    }

    private static let projections = SyntaxCache(.projection) {
        (parser) throws(ExpressionError) in try parser.parseProjection()
    }

    /// What the paths find, each in its nesting; elements of a list close up in their order.
    ///
    /// Where there is no sketch there is no estimate. Nothing else of the item is decoded.
    package func project(_ item: ItemImage) -> AttributeMap {
        var view = item.view
        var found = tree.members(of: &view)
        for estimate in estimates {
            guard let number = view.estimate(at: estimate.path) else { continue }
            found[estimate.name] = number
        }
        return found
    }
}
