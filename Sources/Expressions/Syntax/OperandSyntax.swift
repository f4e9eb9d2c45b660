import Values

/// What may stand beside an operator or between a function's parentheses.
indirect enum OperandSyntax: Sendable {
    case path(PathSyntax)
    case value(Text)
    case function(FunctionSyntax)
}

/// A call of a function that may not exist; the resolver judges it.
struct FunctionSyntax: Sendable {
    var name: String
    var arguments: [OperandSyntax]
}
