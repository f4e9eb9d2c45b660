import Expressions
import Values

/// The one item that the condition of a statement names, and what else it demands of it.
struct StatementKey {
    let attributes: Item
    let rest: Condition?

    /// `nil` where the condition does not say what each attribute of the key equals.
    ///
    /// What it says twice is one thing. A value beside another one is refused, or with
    /// `allowsContradiction` left as a condition, which then does not hold.
    init?(
        _ condition: Condition?, of schema: KeySchema, allowsContradiction: Bool = false
    ) throws(WireError) {
        var attributes = Item()
        var rest: [Condition] = []
        for member in condition?.conjuncts ?? [] {
            guard let (name, value) = member.equality, schema.isKeyAttribute(name) else {
                rest.append(member)
                continue
            }
            if let earlier = attributes[name] {
                if earlier == value { continue }
                if allowsContradiction {
                    rest.append(member)
                    continue
                }
                throw .validation(
                    "Multiple conditions on same key \(name). "
                        + "Only single item Update/Insert/Delete are supported")
            }
            attributes[name] = value
        }
        guard attributes.count == (schema.sort == nil ? 1 : 2) else { return nil }
        self.attributes = attributes
        self.rest = .joined(rest)
    }

    /// The key of an item that is to be written.
    static func ofWrite(
        _ condition: Condition?, of schema: KeySchema
    ) throws(WireError) -> StatementKey {
        guard let key = try StatementKey(condition, of: schema) else {
            throw .validation(
                "Where clause does not contain a mandatory equality on all key attributes")
        }
        return key
    }
}

extension WireError {
    /// What PartiQL says of a key that is none of the table's.
    init(ofStatement error: KeyError, isWholeItem: Bool) {
        switch error {
        case .missing(let name):
            self = .validation("Key attribute should be present in the item: Key \(name)")
        case .wrongType(let name, _, _): self = .keyTypeMismatch(name)
        default: self.init(error, ofWholeItem: isWholeItem)
        }
    }
}
