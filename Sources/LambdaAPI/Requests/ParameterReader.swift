import JSON

/// Reads the parameters of one body; values out of bounds are collected and reported together.
struct ParameterReader {
    private let root: JSONNode
    private(set) var broken: [String] = []

    init(_ root: JSONNode) {
        self.root = root
    }

    /// A member that is given and not null.
    func node(_ name: String) -> JSONNode? {
        guard let node = root[name], !node.isNull else { return nil }
        return node
    }

    func string(_ name: String) throws(LambdaError) -> String? {
        guard let node = node(name) else { return nil }
        guard let string = node.string else { throw ParameterReader.mismatch(name, "a string") }
        return string
    }

    func boolean(_ name: String) throws(LambdaError) -> Bool? {
        guard let node = node(name) else { return nil }
        guard let boolean = node.boolean else { throw ParameterReader.mismatch(name, "a boolean") }
        return boolean
    }

    func object(_ name: String) throws(LambdaError) -> ParameterReader? {
        guard let node = node(name) else { return nil }
        guard node.kind == .object else { throw ParameterReader.mismatch(name, "an object") }
        return ParameterReader(node)
    }

    func list(_ name: String) throws(LambdaError) -> [JSONNode]? {
        guard let node = node(name) else { return nil }
        guard node.kind == .array else { throw ParameterReader.mismatch(name, "a list") }
        return Array(node.elements)
    }

    mutating func integer(
        _ name: String, in bounds: ClosedRange<Int>
    ) throws(LambdaError) -> Int? {
        guard let node = node(name) else { return nil }
        guard let text = node.numberText, let number = Int(text) else {
            throw ParameterReader.mismatch(name, "a whole number")
        }
        if number < bounds.lowerBound {
            breaks(
                name, number, "Member must have value greater than or equal to \(bounds.lowerBound)"
            )
        } else if number > bounds.upperBound {
            breaks(
                name, number, "Member must have value less than or equal to \(bounds.upperBound)")
        }
        return number
    }

    /// One of some words.
    mutating func word(
        _ name: String, in allowed: [String]
    ) throws(LambdaError) -> String? {
        guard let word = try string(name) else { return nil }
        if !allowed.contains(word) {
            breaks(
                name, word,
                "Member must satisfy enum value set: [\(allowed.joined(separator: ", "))]")
        }
        return word
    }

    mutating func breaks(_ name: String, _ value: some CustomStringConvertible, _ demand: String) {
        broken.append(
            "Value '\(value)' at '\(ParameterReader.memberName(of: name))' failed to satisfy "
                + "constraint: \(demand)")
    }

    /// Refuses everything when a bound was broken.
    func finish() throws(LambdaError) {
        if !broken.isEmpty { throw .constraints(broken) }
    }

    /// The service's messages begin a parameter with a small letter.
    private static func memberName(of name: String) -> String {
        name.prefix(1).lowercased() + name.dropFirst()
    }

    /// A number of a query, which may be missing.
    static func count(
        _ request: LambdaRequest, _ name: String, in allowed: ClosedRange<Int>
    ) throws(LambdaError) -> Int? {
        guard let text = request.parameter(name) else { return nil }
        guard let number = Int(text) else { throw mismatch(name, "a whole number") }
        guard allowed.contains(number) else {
            let demand =
                number < allowed.lowerBound
                ? "greater than or equal to \(allowed.lowerBound)"
                : "less than or equal to \(allowed.upperBound)"
            throw .constraints([
                "Value '\(number)' at '\(memberName(of: name))' failed to satisfy constraint: "
                    + "Member must have value \(demand)"
            ])
        }
        return number
    }

    static func mismatch(_ name: String, _ kind: String) -> LambdaError {
        .serialization("\(name) must be \(kind).")
    }
}
