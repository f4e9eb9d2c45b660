import Expressions
import JSON
import StreamRecords
import Values

/// The expressions of one request, or of one action in it, with the #names and :values they share, or
/// what the parameters from before expressions say in their place.
///
/// AWS judges in this order: old and new style mixed, names or values without an expression, the
/// names and values themselves, the older parameters, each expression, and at last whether every name
/// and value was used.
struct ExpressionParameters {
    /// Which parameters an operation knows: its expressions, and their forerunners.
    struct Vocabulary: Sendable {
        /// In the order in which AWS lists them.
        fileprivate let expressions: [Parameter]
        fileprivate let legacy: [Parameter]
        /// The expressions that may hold a :value.
        fileprivate let withValues: [Parameter]
        /// Whether names and values may stand without any expression, as they may in transactions.
        fileprivate let mayLackExpression: Bool

        init(expressions: [Parameter], legacy: [Parameter], mayLackExpression: Bool = false) {
            self.expressions = expressions
            self.legacy = legacy
            self.mayLackExpression = mayLackExpression
            withValues = expressions.filter { $0 !== Parameter.projectionExpression }
        }
    }

    private let request: RequestReader
    private let dialect: Dialect
    private var placeholders: Placeholders
    /// What the older parameters say; expressions may not stand beside them.
    private let legacy: LegacyParameters?
    /// Whether names and values are there for an expression.
    private let mustBeUsed: Bool
    /// Bytes of all :values, for operations that bound what a request carries.
    let valueBytes: Int

    init(
        _ request: RequestReader, _ vocabulary: Vocabulary, in dialect: Dialect
    ) throws(WireError) {
        self.request = request
        self.dialect = dialect
        let hasExpression = vocabulary.expressions.contains(where: request.has)
        let hasLegacy = vocabulary.legacy.contains(where: request.has)
        if hasExpression, hasLegacy {
            try ExpressionParameters.refuseMixing(request, vocabulary)
        }
        try ExpressionParameters.check(request, vocabulary, hasExpression: hasExpression)
        mustBeUsed = hasExpression || !vocabulary.mayLackExpression
        var definitions: [Placeholders.Definition] = []
        try ExpressionParameters.readNames(request, into: &definitions)
        valueBytes = try ExpressionParameters.readValues(request, into: &definitions)
        do throws(ExpressionError) {
            placeholders = try Placeholders(definitions)
        } catch {
            throw WireError(error)
        }
        legacy = hasLegacy ? try LegacyParameters(request) : nil
    }

    mutating func condition(
        _ parameter: Parameter = .conditionExpression, as role: ConditionRole = .condition
    ) throws(WireError) -> Condition? {
        let dialect = dialect
        return try parse(parameter, or: \.condition) {
            (text, placeholders) throws(ExpressionError) in
            try Condition.parse(text, as: role, in: dialect, with: &placeholders)
        }
    }

    mutating func update() throws(WireError) -> Update? {
        let dialect = dialect
        return try parse(.updateExpression, or: \.update) {
            (text, placeholders) throws(ExpressionError) in
            try Update.parse(text, in: dialect, with: &placeholders)
        }
    }

    mutating func projection() throws(WireError) -> Projection? {
        let dialect = dialect
        return try parse(.projectionExpression, or: \.projection) {
            (text, placeholders) throws(ExpressionError) in
            try Projection.parse(text, in: dialect, with: &placeholders)
        }
    }

    mutating func keyCondition() throws(WireError) -> KeyCondition? {
        if legacy != nil {
            let countMax = request.has(.indexName) ? ExpressionLimits.keyTestsOfIndexMax : 2
            if let condition = try LegacyKeyConditions.read(request, countMax: countMax) {
                return condition
            }
        }
        return try parse(.keyConditionExpression) { (text, placeholders) throws(ExpressionError) in
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
        _ parameter: Parameter, or fallback: (LegacyParameters) -> Parsed? = { _ in nil },
        _ body: (Text, inout Placeholders) throws(ExpressionError) -> Parsed
    ) throws(WireError) -> Parsed? {
        guard let text = request.text(parameter) else { return legacy.flatMap(fallback) }
        do throws(ExpressionError) {
            return try body(text, &placeholders)
        } catch {
            throw WireError(error)
        }
    }
}

// MARK: - What may stand beside what

extension ExpressionParameters {
    private static func check(
        _ request: RequestReader, _ vocabulary: Vocabulary, hasExpression: Bool
    ) throws(WireError) {
        if !hasExpression, vocabulary.mayLackExpression { return }
        if !hasExpression, request.has(.expressionAttributeNames) {
            throw .validation(
                "ExpressionAttributeNames can only be specified when using expressions")
        }
        if request.has(.expressionAttributeValues) {
            let withValues = vocabulary.withValues
            if withValues.contains(where: request.has) { return }
            let error = WireError.validation(
                "ExpressionAttributeValues can only be specified when using expressions")
            throw error.formerly {
                "\($0): \(withValues.map(\.name).joined(separator: " and ")) "
                    + "\(withValues.count > 1 ? "are" : "is") null"
            }
        }
    }

    /// Refuses old parameters beside new ones.
    ///
    /// KeyConditions alone may stand beside an expression, if it is for another job.
    private static func refuseMixing(
        _ request: RequestReader, _ vocabulary: Vocabulary
    ) throws(WireError) {
        let legacy = vocabulary.legacy.filter {
            $0 !== Parameter.keyConditions || request.has(.keyConditionExpression)
        }
        if !legacy.contains(where: request.has) { return }
        throw mixing(
            given(legacy, in: request), with: given(vocabulary.expressions, in: request))
    }

    /// What is said of old parameters that stand beside new ones; both are names.
    static func mixing(_ legacy: String, with expressions: String) -> WireError {
        .validation(
            "Can not use both expression and non-expression parameters in the same request: "
                + "Non-expression parameters: {\(legacy)} Expression parameters: {\(expressions)}")
    }

    /// The names of those that a request gives.
    private static func given(_ parameters: [Parameter], in request: RequestReader) -> String {
        parameters.filter(request.has).map(\.name).joined(separator: ", ")
    }

    private static func readNames(
        _ request: RequestReader, into definitions: inout [Placeholders.Definition]
    ) throws(WireError) {
        guard let node = request[.expressionAttributeNames] else { return }
        if node.count == 0 { throw .validation("ExpressionAttributeNames must not be empty") }
        for (key, name) in node.members {
            definitions.append(.name(Text(key), Text(name.string ?? "")))
        }
    }

    /// Returns the bytes of all values.
    private static func readValues(
        _ request: RequestReader, into definitions: inout [Placeholders.Definition]
    ) throws(WireError) -> Int {
        guard let node = request[.expressionAttributeValues] else { return 0 }
        if node.count == 0 { throw .validation("ExpressionAttributeValues must not be empty") }
        definitions.reserveCapacity(definitions.count + node.count)
        var bytes = 0
        for (key, valueNode) in node.members {
            do throws(WireError) {
                let value = try ValueJSON.value(from: valueNode)
                bytes += value.size
                definitions.append(.value(Text(key), value))
            } catch {
                throw naming(key, in: error)
            }
        }
        return bytes
    }

    /// A bad value was formerly named by its placeholder; AWS made an exception for nesting.
    private static func naming(_ placeholder: String, in error: WireError) -> WireError {
        if error == ValueJSON.nestingTooDeep { return error }
        return error.formerly {
            "ExpressionAttributeValues contains invalid value: \($0) for key \(placeholder)"
        }
    }
}
