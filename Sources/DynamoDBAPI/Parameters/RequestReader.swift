import JSON
import Values

/// The parameters of one request, or of a structure inside it.
///
/// `FieldRules` has seen them before, so a reader only asks "given or not". A JSON null counts as not given.
struct RequestReader: Sendable {
    private let object: JSONObject

    var node: JSONNode { object.node }

    init(_ node: JSONNode) {
        object = JSONObject(node)
    }

    /// The parameter's JSON, for values, keys and nested structures.
    subscript(_ name: String) -> JSONNode? {
        guard let member = object[name], !member.isNull else { return nil }
        return member
    }

    func has(_ name: String) -> Bool {
        self[name] != nil
    }

    func string(_ name: String) -> String? {
        self[name]?.string
    }

    func text(_ name: String) -> Text? {
        string(name).map { Text($0) }
    }

    func boolean(_ name: String) -> Bool? {
        self[name]?.boolean
    }

    func integer(_ name: String) -> Int64? {
        self[name].flatMap { RequestReader.integer(of: $0) }
    }

    /// An item, a key or another map of values; empty when it was not given.
    func item(_ name: String) throws(WireError) -> Item {
        guard let node = self[name] else { return Item() }
        return try ValueJSON.item(from: node)
    }

    func structure(_ name: String) -> RequestReader? {
        self[name].map(RequestReader.init)
    }

    /// The structures of a list parameter; empty when it was not given.
    func structures(_ name: String) -> [RequestReader] {
        self[name]?.elements.map(RequestReader.init) ?? []
    }

    /// A number as AWS takes it: fractions are cut off, what is out of range ends at the range's end.
    static func integer(of node: JSONNode) -> Int64? {
        guard let text = node.numberText else { return nil }
        if let exact = Int64(text) { return exact }
        guard let rounded = Double(text)?.rounded(.down), !rounded.isNaN else { return nil }
        return Int64(exactly: rounded) ?? (rounded < 0 ? .min : .max)
    }
}
