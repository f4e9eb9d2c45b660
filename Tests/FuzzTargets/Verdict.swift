/// What became of an input.
package enum Verdict: Equatable, Sendable {
    /// It was read, and all that must hold of it does.
    case taken
    /// It is malformed, and the reader said so.
    case refused
    /// What must not happen, in words.
    case wrong(String)
}
