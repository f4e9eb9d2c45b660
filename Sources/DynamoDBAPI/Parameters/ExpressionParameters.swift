import Expressions
import JSON
import Values

/// The expressions of one request, or of one action in it, with the #names and :values they share.
///
/// AWS judges in this order: old and new style mixed, names or values without an expression, the
/// names and values themselves, each expression, and at last whether every name and value was used.
struct ExpressionParameters {
    /// Which parameters an operation knows: its expressions, and their forerunners.
    struct Vocabulary: Sendable {
        /// In the order in which AWS lists them.
        fileprivate let expressions: [String]
        fileprivate let legacy: [String]
        /// The expressions that may hold a :value.
        fileprivate let withValues: [String]
        /// Whether names and values may stand without any expression, as they may in transactions.
        fileprivate let mayLackExpression: Bool
        /// Expressions, forerunners, and what is defined beside them.
        private let names: JSONNames

        init(expressions: [String], legacy: [String], mayLackExpression: Bool = false) {
            self.expressions = expressions
            self.legacy = legacy
            self.mayLackExpression = mayLackExpression
            withValues = expressions.filter { $0 != "ProjectionExpression" }
            names = JSONNames(
                expressions + legacy + ["ExpressionAttributeNames", "ExpressionAttributeValues"])
        }

        /// Those of them that a request gives.
        fileprivate func given(in request: RequestReader) -> Given {
            let fields = JSONFields(of: request.node, named: names)
            func isGiven(_ index: Int) -> Bool { fields[index].map { !$0.isNull } ?? false }
            let count = expressions.count + legacy.count
            return Given(
                hasExpression: expressions.indices.contains(where: isGiven),
                hasLegacy: (expressions.count..<count).contains(where: isGiven),
                hasNames: isGiven(count), hasValues: isGiven(count + 1))
        }
    }

    fileprivate struct Given {
        let hasExpression: Bool
        let hasLegacy: Bool
        let hasNames: Bool
        let hasValues: Bool
    }

    private let request: RequestReader
    private let dialect: Dialect
    private var placeholders: Placeholders
    /// Whether names and values are there for an expression.
    private let mustBeUsed: Bool
    /// Bytes of all :values, for operations that bound what a request carries.
    let valueBytes: Int

    init(
        _ request: RequestReader, _ vocabulary: Vocabulary, in dialect: Dialect
    ) throws(WireError) {
        self.request = request
        self.dialect = dialect
        let given = vocabulary.given(in: request)
        try ExpressionParameters.check(given, request, vocabulary)
        mustBeUsed = given.hasExpression || !vocabulary.mayLackExpression
        let names = try ExpressionParameters.names(request)
        let values = try ExpressionParameters.values(request)
        valueBytes = values.reduce(0) { $0 + $1.value.size }
        do throws(ExpressionError) {
            placeholders = try Placeholders(names: names, values: values)
        } catch {
            throw WireError(error)
        }
    }

    mutating func condition(
        _ parameter: String = "ConditionExpression", as role: ConditionRole = .condition
    ) throws(WireError) -> Condition? {
        let dialect = dialect
        return try parse(parameter) { (text, placeholders) throws(ExpressionError) in
            try Condition.parse(text, as: role, in: dialect, with: &placeholders)
        }
    }

    mutating func update() throws(WireError) -> Update? {
        let dialect = dialect
        return try parse("UpdateExpression") { (text, placeholders) throws(ExpressionError) in
            try Update.parse(text, in: dialect, with: &placeholders)
        }
    }

    mutating func projection() throws(WireError) -> Projection? {
        let dialect = dialect
        return try parse("ProjectionExpression") { (text, placeholders) throws(ExpressionError) in
            try Projection.parse(text, in: dialect, with: &placeholders)
        }
    }

    mutating func keyCondition() throws(WireError) -> KeyCondition? {
        try parse("KeyConditionExpression") { (text, placeholders) throws(ExpressionError) in
            try KeyCondition.parse(text, with: &placeholders)
        }
    }

    /// To be called when all expressions are parsed: a name or value that none of them used is an error.
    func finish() throws(WireError) {
        guard mustBeUsed else { return }
        do throws(ExpressionError) {
            try placeholders.checkAllUsed()
        } catch {
            throw WireError(error)
        }
    }

    private mutating func parse<Parsed>(
        _ parameter: String, _ body: (Text, inout Placeholders) throws(ExpressionError) -> Parsed
    ) throws(WireError) -> Parsed? {
        guard let text = request.text(parameter) else { return nil }
        do throws(ExpressionError) {
            return try body(text, &placeholders)
        } catch {
            throw WireError(error)
        }
    }
}

// MARK: - What may stand beside what

extension ExpressionParameters {
    /// The refusal of a parameter of the API's older style.
    static func unsupported(_ legacyParameter: String) -> WireError {
        .validation("The legacy parameter \(legacyParameter) is not supported; use expressions")
    }

    private static func check(
        _ given: Given, _ request: RequestReader, _ vocabulary: Vocabulary
    ) throws(WireError) {
        if given.hasLegacy {
            let legacy = vocabulary.legacy.filter(request.has)
            guard given.hasExpression else { throw unsupported(legacy.first ?? "") }
            let present = vocabulary.expressions.filter(request.has)
            throw .validation(
                "Can not use both expression and non-expression parameters in the same request: "
                    + "Non-expression parameters: {\(legacy.joined(separator: ", "))} "
                    + "Expression parameters: {\(present.joined(separator: ", "))}")
        }
        if !given.hasExpression, vocabulary.mayLackExpression { return }
        if !given.hasExpression, given.hasNames {
            throw .validation(
                "ExpressionAttributeNames can only be specified when using expressions")
        }
        if given.hasValues {
            let withValues = vocabulary.withValues
            if given.hasExpression, withValues.contains(where: request.has) { return }
            throw .validation(
                "ExpressionAttributeValues can only be specified when using expressions: "
                    + "\(withValues.joined(separator: " and ")) "
                    + "\(withValues.count > 1 ? "are" : "is") null")
        }
    }

    private static func names(
        _ request: RequestReader
    ) throws(WireError) -> [(key: Text, name: Text)] {
        guard let node = request["ExpressionAttributeNames"] else { return [] }
        if node.count == 0 { throw .validation("ExpressionAttributeNames must not be empty") }
        return node.members.map { (key: Text($0.name), name: Text($0.value.string ?? "")) }
    }

    private static func values(
        _ request: RequestReader
    ) throws(WireError) -> [(key: Text, value: Value)] {
        guard let node = request["ExpressionAttributeValues"] else { return [] }
        if node.count == 0 { throw .validation("ExpressionAttributeValues must not be empty") }
        var values: [(key: Text, value: Value)] = []
        values.reserveCapacity(node.count)
        for (placeholder, valueNode) in node.members {
            do throws(WireError) {
                values.append((Text(placeholder), try ValueJSON.value(from: valueNode)))
            } catch {
                throw naming(placeholder, in: error)
            }
        }
        return values
    }

    /// A bad value is named by its placeholder; AWS makes an exception for nesting.
    private static func naming(_ placeholder: String, in error: WireError) -> WireError {
        guard case .validation(let message) = error, error != ValueJSON.nestingTooDeep else {
            return error
        }
        return .validation(
            "ExpressionAttributeValues contains invalid value: \(message) for key \(placeholder)")
    }
}
