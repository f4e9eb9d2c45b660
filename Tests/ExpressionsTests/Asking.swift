import Expressions
import Testing
package import Values

/// DynamoDB's language with sketches of the default precision.
let extended = Dialect.extended(SketchPrecisions())

/// What `body` complains about in `dialect`; without one, what it complains about in either, since
/// DynamoDB's own expressions mean the same in both.
private func complaint(
    in dialect: Dialect?, _ body: (Dialect) throws(ExpressionError) -> Void
) -> String? {
    if let dialect {
        return complaint { () throws(ExpressionError) in try body(dialect) }
    }
    let strict = complaint(in: .strict, body)
    #expect(complaint(in: extended, body) == strict)
    return strict
}

/// The complaint about an expression, or `nil` if it is accepted.
func complaint(
    about body: () throws(ExpressionError) -> Void
) -> String? {
    do {
        try body()
        return nil
    } catch {
        return error.message
    }
}

func placeholders(
    _ names: [Text: Text] = [:], _ values: [Text: Value] = [:]
) throws -> Placeholders {
    try Placeholders(names: names, values: values)
}

func condition(
    _ text: Text, _ values: [Text: Value] = [:], names: [Text: Text] = [:],
    as role: ConditionRole = .condition, in dialect: Dialect = .strict
) throws -> Condition {
    var placeholders = try placeholders(names, values)
    let condition = try Condition.parse(text, as: role, in: dialect, with: &placeholders)
    try placeholders.checkAllUsed()
    return condition
}

func conditionComplaint(
    _ text: Text, _ values: [Text: Value] = [:], names: [Text: Text] = [:],
    as role: ConditionRole = .condition, in dialect: Dialect? = nil
) throws -> String? {
    let fresh = try placeholders(names, values)
    return complaint(in: dialect) { (dialect) throws(ExpressionError) in
        var placeholders = fresh
        _ = try Condition.parse(text, as: role, in: dialect, with: &placeholders)
    }
}

func update(
    _ text: Text, _ values: [Text: Value] = [:], names: [Text: Text] = [:],
    in dialect: Dialect = .strict
) throws -> Update {
    var placeholders = try placeholders(names, values)
    let update = try Update.parse(text, in: dialect, with: &placeholders)
    try placeholders.checkAllUsed()
    return update
}

func updateComplaint(
    _ text: Text, _ values: [Text: Value] = [:], names: [Text: Text] = [:],
    in dialect: Dialect? = nil
) throws -> String? {
    let fresh = try placeholders(names, values)
    return complaint(in: dialect) { (dialect) throws(ExpressionError) in
        var placeholders = fresh
        _ = try Update.parse(text, in: dialect, with: &placeholders)
    }
}

func projection(
    _ text: Text, names: [Text: Text] = [:], in dialect: Dialect = .strict
) throws -> Projection {
    var placeholders = try placeholders(names)
    let projection = try Projection.parse(text, in: dialect, with: &placeholders)
    try placeholders.checkAllUsed()
    return projection
}

func projectionComplaint(
    _ text: Text, names: [Text: Text] = [:], in dialect: Dialect? = nil
) throws -> String? {
    let fresh = try placeholders(names)
    return complaint(in: dialect) { (dialect) throws(ExpressionError) in
        var placeholders = fresh
        _ = try Projection.parse(text, in: dialect, with: &placeholders)
    }
}

func keyConditionComplaint(
    _ text: Text, _ values: [Text: Value] = [:], names: [Text: Text] = [:]
) throws -> String? {
    var placeholders = try placeholders(names, values)
    return complaint { () throws(ExpressionError) in
        _ = try KeyCondition.parse(text, with: &placeholders)
    }
}

/// What applying an update to an item comes to: the item, or the complaint.
func outcome(of update: Update, on item: Item) -> Result<Item, ExpressionError> {
    do { return .success(try update.apply(to: item)) } catch { return .failure(error) }
}

extension Value: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int64) {
        self = .number(Number(value))
    }
}

extension Value: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) {
        self = .string(Text(value))
    }
}

extension Value: ExpressibleByUnicodeScalarLiteral {}
extension Value: ExpressibleByExtendedGraphemeClusterLiteral {}

extension Value: ExpressibleByBooleanLiteral {
    package init(booleanLiteral value: Bool) {
        self = .boolean(value)
    }
}

extension Value: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Value...) {
        self = .list(elements)
    }
}

extension Value: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (Text, Value)...) {
        self = .map(
            elements.reduce(into: AttributeMap()) { $0[$1.0] = $1.1 })
    }
}

func strings(_ elements: Text...) -> Value { .stringSet(SortedSet(merging: elements)) }

func numbers(_ elements: Number...) -> Value { .numberSet(SortedSet(merging: elements)) }

func binary(_ bytes: UInt8...) -> Value { .binary(Binary(bytes)) }

func binaries(_ elements: [UInt8]...) -> Value {
    .binarySet(SortedSet(merging: elements.map { Binary($0) }))
}
