import JSON
import StreamRecords
import Values

/// The parameters of one request, or of a structure inside it.
///
/// One walk over the members finds those that the rules know; looking one up is a few steps then.
/// `FieldRules` judges them before an operation sees them, so it only asks "given or not". A JSON
/// null counts as not given.
///
/// A class, as all that reads a request holds on to it.
final class RequestReader: Sendable {
    let node: JSONNode
    let rules: FieldRules
    private let members: JSONFields
    /// The places of the parameters that are given, a null not among them.
    private let given: PlaceSet

    init(_ node: JSONNode, _ rules: FieldRules) {
        self.node = node
        self.rules = rules
        let members = JSONFields(of: node, named: rules.names)
        var given = PlaceSet(bits: members.given)
        for place in given where members.isNull(at: place) { given.remove(place) }
        self.given = given
        self.members = members
    }

    /// The places of the parameters that are given or null.
    var mentioned: PlaceSet { PlaceSet(bits: members.given) }

    /// The JSON of the parameter at a place of the rules, which may be null.
    subscript(place place: Int) -> JSONNode? { members[place] }

    /// The parameter's JSON, for values, keys and nested structures.
    subscript(_ parameter: Parameter) -> JSONNode? {
        guard let place = rules.place(of: parameter), given.contains(place) else { return nil }
        return members[place]
    }

    func has(_ parameter: Parameter) -> Bool {
        guard let place = rules.place(of: parameter) else { return false }
        return given.contains(place)
    }

    func string(_ parameter: Parameter) -> String? {
        self[parameter]?.string
    }

    func text(_ parameter: Parameter) -> Text? {
        string(parameter).map { Text($0) }
    }

    func boolean(_ parameter: Parameter) -> Bool? {
        self[parameter]?.boolean
    }

    func integer(_ parameter: Parameter) -> Int64? {
        self[parameter].flatMap { RequestReader.integer(of: $0) }
    }

    /// An item, a key or another map of values; empty when it was not given.
    func item(_ parameter: Parameter) throws(WireError) -> Item {
        guard let node = self[parameter] else { return Item() }
        return try ValueJSON.item(from: node)
    }

    func structure(_ parameter: Parameter) -> RequestReader? {
        guard let node = self[parameter], let rules = memberRules(of: parameter) else {
            return nil
        }
        return RequestReader(node, rules)
    }

    /// The structures of a list parameter; empty when it was not given.
    func structures(_ parameter: Parameter) -> [RequestReader] {
        guard let node = self[parameter], let rules = memberRules(of: parameter) else { return [] }
        return node.elements.map { RequestReader($0, rules) }
    }

    /// The rules for the structures that a parameter has inside.
    func memberRules(of parameter: Parameter) -> FieldRules? {
        rules.place(of: parameter).flatMap { rules.fields[$0].shape.memberRules }
    }

    /// A number as AWS takes it: fractions are cut off, what is out of range ends at the range's end.
    static func integer(of node: JSONNode) -> Int64? {
        guard let text = node.numberText else { return nil }
        if let exact = Int64(text) { return exact }
        guard let rounded = Double(text)?.rounded(.down), !rounded.isNaN else { return nil }
        return Int64(exactly: rounded) ?? (rounded < 0 ? .min : .max)
    }
}
