import Expressions
package import Values

/// What a table's definition says of one attribute.
///
/// A class, as it is worked out once and then handed to every update that names the attribute.
package final class AttributeFacts: Sendable {
    /// The attribute as the target of an update.
    package let path: AttributePath
    /// Whether it is part of the key.
    package let isKey: Bool
    /// Whether it says when items end.
    package let isEnd: Bool
    /// The precision of new sketches in it.
    package let precision: Int
    /// What it is declared to be in buckets.
    package let declared: DeclaredType?

    init(_ attribute: Text, in table: Table) {
        path = AttributePath(root: attribute)
        isKey = table.keySchema.isKeyAttribute(attribute)
        isEnd = table.timeToLive?.attribute == attribute
        precision = table.sketchPrecisions.precision(of: attribute)
        declared = table.declaredType(of: attribute)
    }
}

extension Table {
    /// What the definition says of an attribute.
    ///
    /// Costs a look into a short list for the first names that updates have used.
    package func facts(of attribute: Text) -> AttributeFacts {
        if let known = facts(ofAttribute: attribute.string.utf8.span) { return known }
        let facts = AttributeFacts(attribute, in: self)
        knownAttributes.add(facts)
        return facts
    }

    /// The same by the name's UTF-8, if the attribute is among those that have been asked for.
    package func facts(ofAttribute name: Span<UInt8>) -> AttributeFacts? {
        knownAttributes.find(name)
    }
}
