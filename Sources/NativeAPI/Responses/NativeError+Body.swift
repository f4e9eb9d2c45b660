import PlainBodies

extension NativeError {
    /// A problem in a body that is one JSON value.
    package init(_ problem: BodyProblem) {
        let path = problem.path
        self = .invalid(
            field: path.isEmpty ? "body" : path,
            "\(path.isEmpty ? "The body" : path): \(problem.detail).")
    }
}
