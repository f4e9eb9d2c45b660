import Values

/// A document path as written, its `#names` still unresolved.
struct PathSyntax: Sendable {
    enum Name: Sendable {
        case literal(Text, isReserved: Bool)
        case reference(Text)
    }

    enum Step: Sendable {
        case name(Name)
        /// The digits between the brackets.
        case index(String)
    }

    var root: Name
    var steps: [Step]
}
