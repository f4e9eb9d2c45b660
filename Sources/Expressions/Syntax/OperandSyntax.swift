import Values

/// What may stand beside an operator or between a function's parentheses.
indirect enum OperandSyntax: Sendable {
    case path(PathSyntax)
    case value(Text)
    case function(FunctionSyntax)
}

/// A call of a function that may not exist; the resolver judges it.
struct FunctionSyntax: Sendable {
    let name: String
    let arguments: [OperandSyntax]
    /// The function of that name in any dialect, found once for all requests with the same text.
    private let function: Function?

    init(name: String, arguments: [OperandSyntax]) {
        self.name = name
        self.arguments = arguments
        function = Function(rawValue: name)
    }

    /// The function of that name, if the dialect has it.
    func function(in dialect: Dialect) -> Function? {
        function.flatMap { $0.isKnown(in: dialect) ? $0 : nil }
    }
}
