import HandlerModel

extension HandlerProblem {
    /// A problem in the JSON of a definition or a response.
    init(_ problem: BodyProblem) {
        let path = problem.path
        self.init(field: path.isEmpty ? "body" : path, message: problem.detail)
    }
}

extension NativeError {
    init(_ problem: HandlerProblem) {
        self = .invalid(field: problem.field, problem.sentence)
    }
}
