import Values

/// Turns syntax into trees that hold attribute names and values instead of placeholders.
///
/// Nothing throws on the way: what is wrong becomes a finding and something harmless stands in
/// for it, so that every placeholder counts as used and the worst finding wins.
package struct Resolver {
    let kind: ExpressionKind
    let dialect: Dialect
    var placeholders: Placeholders
    var diagnostics: Diagnostics

    private var operatorCount: Int

    private init(
        kind: ExpressionKind, dialect: Dialect, placeholders: Placeholders,
        diagnostics: Diagnostics,
        operatorCount: Int
    ) {
        self.kind = kind
        self.dialect = dialect
        self.placeholders = placeholders
        self.diagnostics = diagnostics
        self.operatorCount = operatorCount
    }

    /// Resolves an expression: lends the placeholders to `body`, then throws the one complaint that
    /// DynamoDB would make, if there is any.
    static func resolve<Syntax, Tree>(
        _ parsed: ParsedExpression<Syntax>, in dialect: Dialect,
        with placeholders: inout Placeholders,
        _ body: (inout Resolver, Syntax) -> Tree
    ) throws(ExpressionError) -> Tree {
        var resolver = Resolver(
            kind: parsed.kind, dialect: dialect, placeholders: placeholders,
            diagnostics: parsed.diagnostics, operatorCount: parsed.operatorCount)
        // Were they kept in both places, marking one as used would copy them all.
        placeholders = Placeholders()
        let tree = body(&resolver, parsed.syntax)
        placeholders = resolver.placeholders
        try resolver.finish()
        return tree
    }

    /// Hands `body` a resolver for a statement of another language, which has no placeholders, then
    /// throws the one complaint that DynamoDB would make, if there is any.
    package static func resolveStatement<Tree>(
        in dialect: Dialect, _ body: (inout Resolver) throws(ExpressionError) -> Tree
    ) throws(ExpressionError) -> Tree {
        var resolver = Resolver(
            kind: .statement, dialect: dialect, placeholders: Placeholders(),
            diagnostics: Diagnostics(), operatorCount: 0)
        let tree = try body(&resolver)
        try resolver.finish()
        return tree
    }

    /// Notes one more operator or call, of which there may not be too many.
    package mutating func countOperator() {
        operatorCount += 1
    }

    private mutating func finish() throws(ExpressionError) {
        if operatorCount > ExpressionLimits.operatorsMax {
            // DynamoDB stops counting at the first that is too many.
            diagnostics.note(
                .operatorCount,
                "The expression contains too many operators; "
                    + "operator count: \(ExpressionLimits.operatorsMax + 1)")
        }
        if let message = diagnostics.message { throw .invalid(kind, message) }
    }

    mutating func value(_ key: Text) -> Value? {
        if let value = placeholders.value(for: key) { return value }
        diagnostics.note(
            .undefinedPlaceholder,
            "An expression attribute value used in expression is not defined; "
                + "attribute value: \(key)")
        return nil
    }

    mutating func path(_ syntax: PathSyntax) -> AttributePath {
        let root = name(syntax.root)
        // Most paths are one name.
        if syntax.steps.isEmpty { return AttributePath(root: root) }
        var steps: [AttributePath.Step] = []
        steps.reserveCapacity(syntax.steps.count)
        for step in syntax.steps {
            switch step {
            case .name(let inner): steps.append(.name(name(inner)))
            case .index(let digits): steps.append(.index(index(digits)))
            }
        }
        if steps.count >= ExpressionLimits.pathElementsMax {
            diagnostics.note(
                .pathDepth,
                "The document path has too many nesting levels; "
                    + "nesting levels: \(steps.count + 1)")
        }
        return AttributePath(root: root, steps: steps)
    }

    private mutating func name(_ syntax: PathSyntax.Name) -> Text {
        switch syntax {
        case .literal(let name, let isReserved):
            if isReserved {
                diagnostics.note(
                    kind == .update || kind == .projection ? .reservedWordOfUpdate : .reservedWord,
                    "Attribute name is a reserved keyword; reserved keyword: \(name)")
            }
            return name
        case .reference(let key):
            if let name = placeholders.name(for: key) { return name }
            diagnostics.note(
                .undefinedPlaceholder,
                "An expression attribute name used in the document path is not defined; "
                    + "attribute name: \(key)")
            return key
        }
    }

    private mutating func index(_ digits: String) -> Int {
        if let index = Int(digits), index <= ExpressionLimits.listIndexMax { return index }
        diagnostics.note(
            .listIndex, "List index is not within the allowable range; index: [\(digits)]")
        return 0
    }
}

extension Resolver {
    /// Refuses paths of which one holds another, or of which two want the same thing to be a map
    /// and a list.
    ///
    /// Judged by the text alone, whatever the item holds.
    mutating func checkDistinct(_ paths: [AttributePath]) {
        guard paths.count > 1 else { return }
        var pathsByRoot: [Text: [AttributePath]] = [:]
        for path in paths {
            for earlier in pathsByRoot[path.root, default: []] {
                // An overlap outranks every conflict, so the first one ends the search.
                if findsOverlap(of: earlier, and: path) { return }
            }
            pathsByRoot[path.root, default: []].append(path)
        }
    }

    /// Paths of one attribute.
    ///
    /// Notes what is wrong with the two of them.
    private mutating func findsOverlap(
        of one: AttributePath, and two: AttributePath
    ) -> Bool {
        for (first, second) in zip(one.steps, two.steps) where first != second {
            if case .name = first, case .name = second { return false }
            if case .index = first, case .index = second { return false }
            diagnostics.note(
                .conflict,
                "Two document paths conflict with each other; must remove or rewrite one of "
                    + "these paths; path one: \(one.bracketed), path two: \(two.bracketed)")
            return false
        }
        diagnostics.note(
            .overlap,
            "Two document paths overlap with each other; must remove or rewrite one of "
                + "these paths; path one: \(one.bracketed), path two: \(two.bracketed)")
        return true
    }
}

extension AttributePath {
    /// The path as DynamoDB's messages show it: `[a, [1], b]`.
    var bracketed: String {
        let elements = steps.map { step in
            switch step {
            case .name(let name): name.string
            case .index(let index): "[\(index)]"
            }
        }
        return "[\(([root.string] + elements).joined(separator: ", "))]"
    }
}
