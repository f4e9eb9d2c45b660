/// A condition as written: placeholders unresolved, functions unchecked.
indirect enum ConditionSyntax: Sendable {
    case all([ConditionSyntax])
    case any([ConditionSyntax])
    case not(ConditionSyntax)
    case comparison(OperandSyntax, Comparator, OperandSyntax)
    case between(OperandSyntax, OperandSyntax, OperandSyntax)
    case among(OperandSyntax, [OperandSyntax])
    case function(FunctionSyntax)
}
