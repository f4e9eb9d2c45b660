import JSON

/// The rules for one operation's parameters, as data: kinds first, then constraints.
///
/// A parameter of the wrong kind is a serialization error, whatever else is wrong. Broken
/// constraints are collected and answered together, at most ten, in the order of the rules.
///
/// A class, because every reader of a request holds on to its rules.
final class FieldRules: Sendable {
    let fields: [Field]
    /// By the parameters' numbers their places among `fields`; -1 for those that are not there.
    private let places: [Int8]
    let names: JSONNames
    /// The place of the parameter whose absence is reported before all other problems, in its own
    /// message.
    private let foremost: Int?

    /// The fields that must be given.
    private let required: PlaceSet

    init(_ fields: [Field]) {
        self.fields = fields
        required = PlaceSet(fields.indices.filter { fields[$0].isRequired })
        var places = [Int8](
            repeating: -1, count: fields.reduce(0) { max($0, $1.parameter.number + 1) })
        // There are no more than `JSONFields` has places for. Of a parameter that is there twice the
        // first one counts.
        for (place, field) in fields.enumerated().reversed() {
            places[field.parameter.number] = Int8(place)
        }
        self.places = places
        names = JSONNames(fields.map(\.name))
        foremost = fields.firstIndex { $0.isForemost }
    }

    /// The place of a parameter among the fields; `nil` for one that requests of this kind do not have.
    func place(of parameter: Parameter) -> Int? {
        let number = parameter.number
        guard number < places.count, places[number] >= 0 else { return nil }
        return Int(places[number])
    }

    func check(_ request: RequestReader) throws(WireError) {
        var broken: [String] = []
        for place in request.mentioned.union(required) {
            let field = fields[place]
            try field.check(request[place: place], at: field.memberName, &broken)
        }
        if let foremost, request[place: foremost].map(\.isNull) ?? true {
            throw .validation(
                "The parameter '\(fields[foremost].name)' is required but was not present "
                    + "in the request")
        }
        if !broken.isEmpty { throw .constraints(broken) }
    }
}

/// One parameter: its name in the request, its kind, and what its value must satisfy.
///
/// A class, because every request walks its operation's fields and should not copy their parts.
final class Field: Sendable {
    let parameter: Parameter
    /// The name as it stands in messages: the first letter is small there.
    let memberName: String
    let shape: Shape
    let constraints: [Constraint]
    let isRequired: Bool
    /// Whether a value of the right shape can break nothing, as most parameters' cannot.
    private let isPlain: Bool
    /// Whether the absence of this parameter is reported alone, without checking the others.
    let isForemost: Bool
    /// AWS quotes the value in its messages, but for a few parameters, whose names it leaves
    /// as they are.
    let isQuoted: Bool

    init(
        _ parameter: Parameter, _ shape: Shape, _ constraints: Constraint...,
        isForemost: Bool = false,
        isQuoted: Bool = true
    ) {
        self.parameter = parameter
        self.memberName = isQuoted ? Field.memberName(of: parameter.name) : parameter.name
        self.shape = shape
        self.constraints = constraints
        self.isRequired = constraints.contains(.required)
        isPlain = constraints.allSatisfy { $0 == .required } && !shape.hasRulesInside
        self.isForemost = isForemost
        self.isQuoted = isQuoted
    }

    /// The name as it stands in requests.
    var name: String { parameter.name }

    private static func memberName(of name: String) -> String {
        guard let first = name.first else { return name }
        return first.lowercased() + name.dropFirst()
    }

    func check(_ node: JSONNode?, at path: String, _ broken: inout [String]) throws(WireError) {
        guard let node, !node.isNull else {
            if isRequired, broken.count < DynamoDBLimits.brokenConstraintsMax {
                broken.append(
                    "Value null at '\(path)' failed to satisfy constraint: Member must not be null")
            }
            return
        }
        try shape.check(node)
        if isPlain { return }
        for constraint in constraints where broken.count < DynamoDBLimits.brokenConstraintsMax {
            guard let demand = constraint.demand(brokenBy: node) else { continue }
            let value = isQuoted ? "Value '\(ValueDisplay.text(node, shape))'" : "Value"
            broken.append("\(value) at '\(path)' failed to satisfy constraint: \(demand)")
        }
        try checkInside(node, shape, at: path, &broken)
    }

    private func checkInside(
        _ node: JSONNode, _ shape: Shape, at path: String, _ broken: inout [String]
    ) throws(WireError) {
        switch shape {
        case .members(let rules, _):
            let members = JSONFields(of: node, named: rules.names)
            for (place, field) in rules.fields.enumerated() {
                try field.check(members[place], at: "\(path).\(field.memberName)", &broken)
            }
        case .list(let inner) where inner.hasRules:
            var position = 0
            for element in node.elements {
                position += 1
                try inner.check(element, isElement: true)
                try checkInside(element, inner, at: "\(path).\(position).member", &broken)
            }
        case .map(let inner) where inner.hasRules:
            for (key, element) in node.members {
                try inner.check(element, isElement: true)
                try checkInside(element, inner, at: "\(path).\(key).member", &broken)
            }
        default:
            return
        }
    }
}
