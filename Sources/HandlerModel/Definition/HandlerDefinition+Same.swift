package import Model

extension HandlerDefinition {
    /// Whether it says the same but for where to begin, which an existing handler has behind it.
    package func isSame(as other: HandlerDefinition) -> Bool {
        var other = other
        other.start = start
        return self == other
    }
}
