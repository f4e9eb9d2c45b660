package import Values

/// One request's `#names` and `:values`.
///
/// All expressions of a request share one `Placeholders`, which remembers what they mention:
/// DynamoDB refuses definitions that no expression uses. Mentioning counts, evaluating does not.
package struct Placeholders: Sendable {
    /// What one placeholder stands for.
    package struct Definition: Sendable {
        enum Target: Sendable {
            case name(Text)
            case value(Value)
        }

        /// The placeholder with its sigil: `#a`, `:v`.
        let key: Text
        let target: Target
        fileprivate var isUsed = false

        package static func name(_ key: Text, _ name: Text) -> Definition {
            Definition(key: key, target: .name(name))
        }

        package static func value(_ key: Text, _ value: Value) -> Definition {
            Definition(key: key, target: .value(value))
        }
    }

    /// Sorted by key; a name's begins with another sigil than a value's.
    ///
    /// Most requests define one to three, which an array serves faster than a hash.
    private var definitions: [Definition]

    /// No definitions at all.
    package init() {
        definitions = []
    }

    /// Keys come with their sigil (`#a`, `:v`) and are checked, as are the attribute names.
    package init(names: [Text: Text], values: [Text: Value]) throws(ExpressionError) {
        try self.init(
            names.map { .name($0.key, $0.value) } + values.map { .value($0.key, $0.value) })
    }

    /// The same, from definitions of which no two names and no two values have one key.
    package init(_ definitions: [Definition]) throws(ExpressionError) {
        self.definitions =
            definitions.count < 2 ? definitions : definitions.sorted { $0.key < $1.key }
        // All names before the first value, whatever their keys are.
        for definition in self.definitions {
            guard case .name(let name) = definition.target else { continue }
            let key = definition.key
            try Placeholders.check(key, sigil: UInt8(ascii: "#"), in: Placeholders.namesParameter)
            try Placeholders.check(name: name, of: key)
        }
        for definition in self.definitions {
            guard case .value = definition.target else { continue }
            try Placeholders.check(
                definition.key, sigil: UInt8(ascii: ":"), in: Placeholders.valuesParameter)
        }
    }

    private static let namesParameter = "ExpressionAttributeNames"
    private static let valuesParameter = "ExpressionAttributeValues"

    /// Call after the last expression of the request was parsed.
    package func checkAllUsed() throws(ExpressionError) {
        if definitions.allSatisfy(\.isUsed) { return }
        try checkAllUsed(in: Placeholders.namesParameter) {
            if case .name = $0 { true } else { false }
        }
        try checkAllUsed(in: Placeholders.valuesParameter) {
            if case .value = $0 { true } else { false }
        }
    }

    /// The attribute that `#key` stands for, now used; `nil` when it is not defined.
    mutating func name(for key: Text) -> Text? {
        guard case .name(let name)? = use(key) else { return nil }
        return name
    }

    /// The value that `:key` stands for, now used; `nil` when it is not defined.
    mutating func value(for key: Text) -> Value? {
        guard case .value(let value)? = use(key) else { return nil }
        return value
    }

    private mutating func use(_ key: Text) -> Definition.Target? {
        var low = 0
        var high = definitions.count
        while low < high {
            let middle = (low + high) / 2
            if definitions[middle].key < key { low = middle + 1 } else { high = middle }
        }
        guard low < definitions.count, definitions[low].key == key else { return nil }
        definitions[low].isUsed = true
        return definitions[low].target
    }

    private static func check(
        _ key: Text, sigil: UInt8, in parameter: String
    ) throws(ExpressionError) {
        let bytes = key.string.utf8
        guard bytes.count <= ExpressionLimits.placeholderBytesMax else {
            // AWS's message contains the size of a name's key, but not of a value's.
            let size = sigil == UInt8(ascii: "#") ? " size of key: \(bytes.count)" : ""
            throw ExpressionError(
                message: "\(parameter) contains invalid key: The expression attribute map "
                    + "contains a key that is too long;\(size)")
        }
        guard bytes.count > 1, bytes.first == sigil, bytes.dropFirst().allSatisfy(Lexer.isNameByte)
        else {
            throw ExpressionError(
                message: "\(parameter) contains invalid key: Syntax error; key: \"\(key)\"")
        }
    }

    private static func check(name: Text, of key: Text) throws(ExpressionError) {
        guard !name.isEmpty else {
            throw ExpressionError(
                message: "\(namesParameter) contains invalid value: "
                    + "Empty attribute name for key \(key)")
        }
        guard name.utf8Count <= ExpressionLimits.nameBytesMax else {
            throw ExpressionError(
                message: "\(namesParameter) contains invalid value: Attribute name is too "
                    + "large, must be less than \(ExpressionLimits.nameBytesMax + 1) bytes "
                    + "for key \(key)")
        }
    }

    private func checkAllUsed(
        in parameter: String, _ isOfParameter: (Definition.Target) -> Bool
    ) throws(ExpressionError) {
        let unused = definitions.filter { !$0.isUsed && isOfParameter($0.target) }
            .map(\.key.string)
        if unused.isEmpty { return }
        throw ExpressionError(
            message: "Value provided in \(parameter) unused in expressions: "
                + "keys: {\(unused.joined(separator: ", "))}")
    }
}
