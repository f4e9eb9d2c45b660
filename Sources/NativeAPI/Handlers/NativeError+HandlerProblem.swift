import HandlerModel

extension NativeError {
    init(_ problem: HandlerProblem) {
        self = .invalid(field: problem.field, problem.sentence)
    }
}
