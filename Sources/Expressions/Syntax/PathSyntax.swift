import Values

/// A document path as written, its `#names` still unresolved.
struct PathSyntax {
    enum Name {
        case literal(Text)
        case reference(Text)
    }

    enum Step {
        case name(Name)
        /// The digits between the brackets.
        case index(String)
    }

    var root: Name
    var steps: [Step]
}
