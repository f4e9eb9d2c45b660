import Expressions
import Values

/// Literals, paths, calls and parentheses.
extension StatementParser {
    /// One value, or whatever stands in parentheses.
    mutating func parseValue() throws(ExpressionError) -> ExpressionSyntax {
        switch current {
        case .parameter:
            // DynamoDB takes parameters for whole values only; we also take them for members of sets.
            guard literalSteps.isEmpty else {
                throw ExpressionError(
                    message: "Unsupported data type: Parameter under key \(literalPlace) "
                        + "at \(place)")
            }
            return .parameter(takeParameter())
        case .string: return .value(.string(Text(takeQuoted())))
        case .number, .plus, .minus: return .value(.number(try parseNumber()))
        case .leftBracket: return try parseList()
        case .leftBrace: return try parseMap()
        case .leftBag: return try parseBag()
        case .leftParenthesis:
            try enter()
            advance()
            let inner = try parseExpression()
            guard take(.rightParenthesis) else {
                throw current == .end ? .unexpectedTerm : .leftOver
            }
            leave()
            return inner
        case .word: return try parseWord()
        case .quotedName:
            guard let path = try parsePath() else { throw .unexpectedTerm }
            return .path(path)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .foreignOperator,
            .star:
            throw .malformed("Unexpected operator")
        default: throw .unexpectedTerm
        }
    }

    private mutating func parseWord() throws(ExpressionError) -> ExpressionSyntax {
        if take(keyword: "TRUE") { return .value(.boolean(true)) }
        if take(keyword: "FALSE") { return .value(.boolean(false)) }
        if take(keyword: "NULL") { return .value(.null) }
        if take(keyword: "MISSING") { return .missing }
        if following == .leftParenthesis, !isAtKeyword || isAt("EXISTS") { return try parseCall() }
        if let path = try parsePath() { return .path(path) }
        let isOperator = Keywords.operators.contains(currentText.uppercased())
        throw .malformed(isOperator ? "Unexpected operator" : "Unexpected keyword")
    }

    private mutating func parseCall() throws(ExpressionError) -> ExpressionSyntax {
        let place = place
        let name = currentText.lowercased()
        try enter()
        advance()
        advance()
        var arguments: [ExpressionSyntax] = []
        let argumentPlace = current == .rightParenthesis ? nil : self.place
        if current != .rightParenthesis {
            repeat { arguments.append(try parseSum()) } while take(.comma)
        }
        try expect(.rightParenthesis)
        leave()
        return .call(
            CallSyntax(
                name: name, arguments: arguments, place: place, argumentPlace: argumentPlace))
    }

    /// A document path, if a name is under the cursor.
    mutating func parsePath() throws(ExpressionError) -> AttributePath? {
        guard let root = takeName() else { return nil }
        var steps: [AttributePath.Step] = []
        while true {
            if take(.dot) {
                if take(.star) {
                    throw ExpressionError(
                        message: "Unpivot path component like a.*.b are not supported")
                }
                guard let name = takeName() else { throw .malformed("Invalid path dot component") }
                steps.append(.name(name))
            } else if take(.leftBracket) {
                steps.append(try parseIndex())
                try expect(.rightBracket)
            } else {
                break
            }
        }
        if root.isEmpty || steps.contains(.name("")) {
            throw ExpressionError(message: "Path component cannot be an empty string")
        }
        guard steps.count < ExpressionLimits.pathElementsMax else {
            throw ExpressionError(
                message: "The document path has too many nesting levels; "
                    + "nesting levels: \(steps.count + 1)")
        }
        return AttributePath(root: root, steps: steps)
    }

    /// What stands in the brackets of a path: a position, or a name in single quotes.
    private mutating func parseIndex() throws(ExpressionError) -> AttributePath.Step {
        if current == .string { return .name(Text(takeQuoted())) }
        if current == .star {
            throw ExpressionError(
                message: "Wildcard path component like a[*].b are not supported")
        }
        let sign = take(.minus) ? "-" : ""
        let digits = currentText
        guard current == .number, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            throw ExpressionError(message: "Unexpected path component at \(place)")
        }
        guard let index = Int(sign + digits), 0...ExpressionLimits.listIndexMax ~= index else {
            throw ExpressionError(
                message: "List index is not within the allowable range; "
                    + "index: [\(sign)\(digits)] at \(place)")
        }
        advance()
        return .index(index)
    }

    // MARK: Literals

    /// Digits, with as many signs in front of them as there are.
    private mutating func parseNumber() throws(ExpressionError) -> Number {
        var isNegative = false
        while current == .plus || current == .minus {
            if current == .minus { isNegative.toggle() }
            advance()
        }
        guard current == .number else { throw .unexpectedTerm }
        let text = currentText
        guard StatementParser.hasExponentInRange(text) else { throw .malformed("") }
        advance()
        do throws(NumberError) {
            let number = try Number(parsing: text)
            return isNegative ? number.negated : number
        } catch {
            throw ExpressionError(message: "\(error.message) under \(literalPlace)")
        }
    }

    /// Whether the exponent and the scale, which is the digits behind the point less the exponent, are
    /// 32-bit numbers, as they are where PartiQL's parser keeps them.
    private static func hasExponentInRange(_ text: String) -> Bool {
        let parts = text.split(maxSplits: 1, whereSeparator: { $0 == "e" || $0 == "E" })
        guard parts.count > 1 else { return true }
        guard let exponent = Int(parts[1]), PartiQLLimits.exponents.contains(exponent) else {
            return false
        }
        let point = parts[0].firstIndex(of: ".")
        let decimals = point.map { parts[0].distance(from: $0, to: parts[0].endIndex) - 1 } ?? 0
        return PartiQLLimits.exponents.contains(decimals - exponent)
    }

    /// The value at hand as messages name it: `root.a[1]`.
    var literalPlace: String {
        AttributePath(root: "root", steps: literalSteps).description
    }

    private mutating func parseList() throws(ExpressionError) -> ExpressionSyntax {
        let elements = try parseElements(to: .rightBracket)
        var values: [Value] = []
        for case .value(let value) in elements { values.append(value) }
        return values.count == elements.count ? .value(.list(values)) : .list(elements)
    }

    private mutating func parseBag() throws(ExpressionError) -> ExpressionSyntax {
        let elements = try parseElements(to: .rightBag)
        if elements.isEmpty { throw ExpressionError(message: "Empty bags are not supported") }
        return .bag(elements)
    }

    private mutating func parseElements(
        to end: StatementToken.Kind
    ) throws(ExpressionError) -> [ExpressionSyntax] {
        advance()
        var elements: [ExpressionSyntax] = []
        while current != end {
            try stepIn(.index(elements.count))
            let isMember = end == .rightBag && current == .parameter
            elements.append(isMember ? .parameter(takeParameter()) : try parseValue())
            literalSteps.removeLast()
            if !take(.comma) { break }
        }
        try expect(end)
        return elements
    }

    private mutating func parseMap() throws(ExpressionError) -> ExpressionSyntax {
        let members = try parseMembers()
        var entries: [AttributeMap.Entry] = []
        for member in members {
            guard case .value(let value) = member.value else { return .map(members) }
            entries.append(AttributeMap.Entry(name: member.name, value: value))
        }
        guard let map = AttributeMap(uniqueEntries: entries) else { return .map(members) }
        return .value(.map(map))
    }

    /// - Parameter areAttributes: whether they are an item's, each the root of a literal of its own.
    mutating func parseMembers(
        areAttributes: Bool = false
    ) throws(ExpressionError) -> [MemberSyntax] {
        advance()
        var members: [MemberSyntax] = []
        var names: Set<Text> = []
        while current != .rightBrace {
            guard current == .string else {
                throw current == .end
                    ? .unexpectedTerm
                    : ExpressionError(
                        message: "Tuple keys must be of type String under \(literalPlace)")
            }
            let name = Text(takeQuoted())
            guard names.insert(name).inserted else {
                throw ExpressionError(
                    message: "Duplicate keys in tuple. Key: \(name) under \(literalPlace)")
            }
            guard take(.colon) else { throw .malformed("Expected ':' in a tuple") }
            if !areAttributes { try stepIn(.name(name)) }
            members.append(MemberSyntax(name: name, value: try parseValue()))
            if !areAttributes { literalSteps.removeLast() }
            if !take(.comma) { break }
        }
        try expect(.rightBrace)
        return members
    }

    private mutating func stepIn(_ step: AttributePath.Step) throws(ExpressionError) {
        literalSteps.append(step)
        guard literalSteps.count < ValueLimits.depthMax else {
            throw ExpressionError(
                message: "Nesting Levels have exceeded supported limits under \(literalPlace)")
        }
    }
}
