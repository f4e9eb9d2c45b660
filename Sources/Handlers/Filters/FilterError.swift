/// Why a filter pattern is none, and where in it the mistake is.
package struct FilterError: Error, Hashable, Sendable {
    /// The names that lead to the mistake; empty for the pattern as a whole.
    package let path: [String]
    package let reason: String

    init(_ reason: String, at path: [String] = []) {
        self.path = path
        self.reason = reason
    }

    /// One sentence for the person who wrote the pattern.
    package var message: String {
        path.isEmpty ? "\(reason)." : "At \(path.joined(separator: ".")): \(reason)."
    }

    /// The same mistake, seen from outside of what `name` names.
    func inside(_ name: String) -> FilterError {
        FilterError(reason, at: [name] + path)
    }
}
