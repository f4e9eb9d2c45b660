package import Values

/// One request's `#names` and `:values`.
///
/// All expressions of a request share one `Placeholders`, which remembers what they mention:
/// DynamoDB refuses definitions that no expression uses. Mentioning counts, evaluating does not.
package struct Placeholders: Sendable {
    private struct Definition<Target: Sendable>: Sendable {
        let target: Target
        var isUsed = false
    }

    private var names: [Text: Definition<Text>]
    private var values: [Text: Definition<Value>]

    /// No definitions at all.
    package init() {
        names = [:]
        values = [:]
    }

    /// Keys come with their sigil (`#a`, `:v`) and are checked, as are the attribute names.
    package init(names: [Text: Text], values: [Text: Value]) throws(ExpressionError) {
        for (key, name) in names.sorted(by: { $0.key < $1.key }) {
            try Placeholders.check(key, sigil: UInt8(ascii: "#"), in: "ExpressionAttributeNames")
            try Placeholders.check(name: name, of: key)
        }
        for key in values.keys.sorted() {
            try Placeholders.check(key, sigil: UInt8(ascii: ":"), in: "ExpressionAttributeValues")
        }
        self.names = names.mapValues { Definition(target: $0) }
        self.values = values.mapValues { Definition(target: $0) }
    }

    /// Call after the last expression of the request was parsed.
    package func checkAllUsed() throws(ExpressionError) {
        try Placeholders.checkAllUsed(names, in: "ExpressionAttributeNames")
        try Placeholders.checkAllUsed(values, in: "ExpressionAttributeValues")
    }

    /// The attribute that `#key` stands for, now used; `nil` when it is not defined.
    mutating func name(for key: Text) -> Text? {
        names[key]?.isUsed = true
        return names[key]?.target
    }

    /// The value that `:key` stands for, now used; `nil` when it is not defined.
    mutating func value(for key: Text) -> Value? {
        values[key]?.isUsed = true
        return values[key]?.target
    }

    private static func check(
        _ key: Text, sigil: UInt8, in parameter: String
    ) throws(ExpressionError) {
        let bytes = key.bytes
        guard bytes.count > 1, bytes[0] == sigil, bytes.dropFirst().allSatisfy(Lexer.isNameByte)
        else {
            throw ExpressionError(
                message: "\(parameter) contains invalid key: Syntax error; key: \"\(key)\"")
        }
        guard bytes.count <= ExpressionLimits.placeholderBytesMax else {
            throw ExpressionError(
                message: "\(parameter) contains invalid key: The expression attribute map "
                    + "contains a key that is too long; key: \"\(key)\"")
        }
    }

    private static func check(name: Text, of key: Text) throws(ExpressionError) {
        guard !name.isEmpty else {
            throw ExpressionError(
                message: "ExpressionAttributeNames contains invalid value: "
                    + "Empty attribute name for key \(key)")
        }
        guard name.utf8Count <= ExpressionLimits.nameBytesMax else {
            throw ExpressionError(
                message: "ExpressionAttributeNames contains invalid value: Attribute name is too "
                    + "large, must be less than \(ExpressionLimits.nameBytesMax + 1) bytes "
                    + "for key \(key)")
        }
    }

    private static func checkAllUsed<Target>(
        _ definitions: [Text: Definition<Target>], in parameter: String
    ) throws(ExpressionError) {
        guard definitions.values.contains(where: { !$0.isUsed }) else { return }
        let unused = definitions.filter { !$0.value.isUsed }.keys.sorted()
        throw ExpressionError(
            message: "Value provided in \(parameter) unused in expressions: "
                + "keys: {\(unused.map(\.string).joined(separator: ", "))}")
    }
}
