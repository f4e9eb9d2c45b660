package import Values

/// One request's `#names` and `:values`.
///
/// All expressions of a request share one `Placeholders`, which remembers what they mention:
/// DynamoDB refuses definitions that no expression uses. Mentioning counts, evaluating does not.
package struct Placeholders: Sendable {
    /// What one placeholder stands for.
    package struct Definition<Target: Sendable>: Sendable {
        let key: Text
        package let target: Target
        fileprivate var isUsed = false

        /// - Parameter key: the placeholder with its sigil: `#a`, `:v`.
        package init(key: Text, target: Target) {
            self.key = key
            self.target = target
        }
    }

    /// Sorted by key.
    ///
    /// Most requests define one to three, which an array serves faster than a hash.
    private var names: [Definition<Text>]
    private var values: [Definition<Value>]

    /// No definitions at all.
    package init() {
        names = []
        values = []
    }

    /// Keys come with their sigil (`#a`, `:v`) and are checked, as are the attribute names.
    package init(names: [Text: Text], values: [Text: Value]) throws(ExpressionError) {
        try self.init(
            names: names.map { Definition(key: $0.key, target: $0.value) },
            values: values.map { Definition(key: $0.key, target: $0.value) })
    }

    /// The same, from definitions whose keys differ.
    package init(
        names: [Definition<Text>], values: [Definition<Value>]
    ) throws(ExpressionError) {
        self.names = Placeholders.sorted(names)
        self.values = Placeholders.sorted(values)
        for definition in self.names {
            let key = definition.key
            try Placeholders.check(key, sigil: UInt8(ascii: "#"), in: "ExpressionAttributeNames")
            try Placeholders.check(name: definition.target, of: key)
        }
        for definition in self.values {
            try Placeholders.check(
                definition.key, sigil: UInt8(ascii: ":"), in: "ExpressionAttributeValues")
        }
    }

    /// Call after the last expression of the request was parsed.
    package func checkAllUsed() throws(ExpressionError) {
        try Placeholders.checkAllUsed(names, in: "ExpressionAttributeNames")
        try Placeholders.checkAllUsed(values, in: "ExpressionAttributeValues")
    }

    /// The attribute that `#key` stands for, now used; `nil` when it is not defined.
    mutating func name(for key: Text) -> Text? {
        Placeholders.use(key, in: &names)
    }

    /// The value that `:key` stands for, now used; `nil` when it is not defined.
    mutating func value(for key: Text) -> Value? {
        Placeholders.use(key, in: &values)
    }

    private static func sorted<Target>(_ definitions: [Definition<Target>]) -> [Definition<Target>]
    {
        definitions.count < 2 ? definitions : definitions.sorted { $0.key < $1.key }
    }

    private static func use<Target>(
        _ key: Text, in definitions: inout [Definition<Target>]
    ) -> Target? {
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
        _ definitions: [Definition<Target>], in parameter: String
    ) throws(ExpressionError) {
        guard definitions.contains(where: { !$0.isUsed }) else { return }
        let unused = definitions.filter { !$0.isUsed }.map(\.key.string)
        throw ExpressionError(
            message: "Value provided in \(parameter) unused in expressions: "
                + "keys: {\(unused.joined(separator: ", "))}")
    }
}
