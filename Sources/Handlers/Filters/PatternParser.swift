import JSON
import Values

/// Reads the parts of a pattern; `path` leads to the part, for the words of a refusal.
enum PatternParser {
    static func object(_ node: JSONNode, at path: [String]) throws(FilterError) -> ObjectPattern {
        guard node.count > 0 else {
            throw FilterError("An empty object demands nothing; leave it out", at: path)
        }
        var pattern = ObjectPattern()
        for (name, value) in lastMembers(of: node) {
            let inner = path + [name]
            if name == "$or" {
                pattern.alternatives = try alternatives(value, of: path, at: inner)
                continue
            }
            switch value.kind {
            case .object:
                pattern.fields.append((name, .object(try object(value, at: inner))))
            case .array:
                pattern.fields.append((name, .anyOf(try tests(value, at: inner))))
            default:
                throw FilterError(
                    "Allowed values must stand in an array, as in [\"a\"]", at: inner)
            }
        }
        return pattern
    }

    /// The members in order, of each name the last one only; names differ by their bytes.
    private static func lastMembers(of node: JSONNode) -> [(name: String, value: JSONNode)] {
        var places: [Text: Int] = [:]
        var members: [(name: String, value: JSONNode)] = []
        for (name, value) in node.members {
            if let place = places[Text(name)] {
                members[place].value = value
            } else {
                places[Text(name)] = members.count
                members.append((name, value))
            }
        }
        return members
    }

    /// - Parameter outer: where the object stands to which the alternatives belong.
    private static func alternatives(
        _ node: JSONNode, of outer: [String], at path: [String]
    ) throws(FilterError) -> [ObjectPattern] {
        guard node.kind == .array, node.count > 0 else {
            throw FilterError("$or takes an array of objects", at: path)
        }
        var patterns: [ObjectPattern] = []
        for element in node.elements {
            guard element.kind == .object else {
                throw FilterError("$or takes an array of objects", at: path)
            }
            patterns.append(try object(element, at: outer))
        }
        return patterns
    }

    private static func tests(
        _ node: JSONNode, at path: [String]
    ) throws(FilterError) -> [ValueTest] {
        guard node.count > 0 else {
            throw FilterError("An empty array allows nothing", at: path)
        }
        var tests: [ValueTest] = []
        for element in node.elements {
            switch element.kind {
            case .object: tests.append(try operation(element, at: path))
            case .array:
                throw FilterError("An array of allowed values holds no array", at: path)
            default: tests.append(try literal(element, at: path))
            }
        }
        return tests
    }

    private static func literal(
        _ node: JSONNode, at path: [String]
    ) throws(FilterError) -> ValueTest {
        if let string = node.string { return .string(Text(string)) }
        if let boolean = node.boolean { return .boolean(boolean) }
        if node.isNull { return .null }
        return .number(try number(node, at: path))
    }

    private static func number(_ node: JSONNode, at path: [String]) throws(FilterError) -> Number {
        guard let text = node.numberText else {
            throw FilterError("A JSON number must stand here", at: path)
        }
        do {
            return try Number(parsing: text)
        } catch {
            throw FilterError("\(text) is not a number that an attribute can have", at: path)
        }
    }
}

// MARK: - Operators

extension PatternParser {
    private static let operators = [
        "prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but", "numeric",
        "exists", "ddb-numeric", "crossed", "changed",
    ]

    private static func operation(
        _ node: JSONNode, at path: [String]
    ) throws(FilterError) -> ValueTest {
        let members = lastMembers(of: node)
        guard let (name, operand) = members.first, members.count == 1 else {
            throw FilterError("An operator stands alone in its object", at: path)
        }
        let inner = path + [name]
        switch name {
        case "anything-but": return .anythingBut(try exceptions(operand, at: inner))
        case "numeric": return .numeric(try bounds(operand, at: inner))
        case "ddb-numeric": return .attributeNumeric(try bounds(operand, at: inner))
        case "crossed": return .crossed(try crossings(operand, of: path, at: inner))
        case "changed":
            try checkImage(path, for: name, at: inner)
            guard let wanted = operand.boolean else {
                throw FilterError("changed takes true or false", at: inner)
            }
            return .changed(wanted)
        case "exists":
            guard let wanted = operand.boolean else {
                throw FilterError("exists takes true or false", at: inner)
            }
            return .exists(wanted)
        default:
            guard let test = try textTest(name, operand, at: inner) else {
                throw FilterError(
                    "There is no operator \(name), only \(operators.joined(separator: ", "))",
                    at: path)
            }
            return test
        }
    }

    /// One of the operators on strings; `nil` for any other name.
    private static func textTest(
        _ name: String, _ operand: JSONNode, at path: [String]
    ) throws(FilterError) -> ValueTest? {
        guard ["prefix", "suffix", "equals-ignore-case", "wildcard"].contains(name) else {
            return nil
        }
        guard let text = operand.string else {
            throw FilterError("\(name) takes a string", at: path)
        }
        switch name {
        case "prefix": return .prefix(Text(text))
        case "suffix": return .suffix(Text(text))
        case "equals-ignore-case": return .equalsIgnoringCase(Text(text.lowercased()))
        default:
            do {
                return .wildcard(try WildcardPattern(text))
            } catch {
                throw FilterError(error.reason, at: path)
            }
        }
    }

    /// What a value may not be: a string, a number, an array of these, or an operator on strings.
    private static func exceptions(
        _ node: JSONNode, at path: [String]
    ) throws(FilterError) -> [ValueTest] {
        switch node.kind {
        case .string, .number: return [try literal(node, at: path)]
        case .array where node.count > 0:
            var exceptions: [ValueTest] = []
            for element in node.elements {
                guard element.kind == .string || element.kind == .number else { break }
                exceptions.append(try literal(element, at: path))
            }
            if exceptions.count == node.count { return exceptions }
        case .object:
            let members = lastMembers(of: node)
            if let (name, operand) = members.first, members.count == 1,
                let test = try textTest(name, operand, at: path + [name])
            {
                return [test]
            }
        default: break
        }
        throw FilterError(
            "anything-but takes strings or numbers, one or an array of them, "
                + "or an object such as {\"prefix\": \"a\"}", at: path)
    }

    private static func bounds(
        _ node: JSONNode, at path: [String]
    ) throws(FilterError) -> NumberBounds {
        let parts = Array(node.elements)
        guard parts.count == 2 || parts.count == 4 else {
            throw FilterError(
                "This takes one comparison or two, as in [\">\", 0, \"<=\", 5]", at: path)
        }
        var comparisons: [(sign: String, number: Number)] = []
        for index in stride(from: 0, to: parts.count, by: 2) {
            guard let sign = parts[index].string else {
                throw FilterError("A comparison begins with one of = < <= > >=", at: path)
            }
            comparisons.append((sign, try number(parts[index + 1], at: path)))
        }
        do {
            return try NumberBounds(comparisons)
        } catch {
            throw FilterError(error.reason, at: path)
        }
    }

    private static func crossings(
        _ node: JSONNode, of leaf: [String], at path: [String]
    ) throws(FilterError) -> [Number] {
        try checkImage(leaf, for: "crossed", at: path)
        guard node.kind == .array, node.count > 0 else {
            throw FilterError("crossed takes an array of numbers", at: path)
        }
        var numbers: [Number] = []
        for element in node.elements { numbers.append(try number(element, at: path)) }
        return numbers
    }

    /// Refuses an operator that compares images where there are none to compare.
    private static func checkImage(
        _ leaf: [String], for name: String, at path: [String]
    ) throws(FilterError) {
        guard leaf.count > 2, leaf.starts(with: ["dynamodb", "NewImage"]) else {
            throw FilterError("\(name) has a meaning below dynamodb.NewImage only", at: path)
        }
    }
}
