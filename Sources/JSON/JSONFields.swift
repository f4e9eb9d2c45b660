/// Where an object has the members that its reader knows, as one walk over them has found them.
///
/// Costs no memory of its own; looking at a member by its place among the `JSONNames` is one step.
@usableFromInline
package struct JSONFields: Sendable {
    /// More names than any request has.
    package static let countMax = 32

    @usableFromInline let document: JSONDocument
    /// Of the values by their names' places; 0, where no member's value can be, for none.
    @usableFromInline var places = InlineArray<32, UInt32>(repeating: 0)
    /// A bit for each name that the object has, by the name's place; a null is there too.
    @usableFromInline package internal(set) var given: UInt32 = 0

    /// Of an object none of whose members has been found yet.
    @inlinable
    package init(of object: JSONNode) {
        document = object.document
    }

    /// The first of each name that an object has; other members are passed over.
    package init(of object: JSONNode, named names: JSONNames) {
        self.init(of: object)
        for (name, value) in object.memberNodes {
            if let index = names.index(of: name), places[index] == 0 { self[index] = value }
        }
    }

    /// The value of the member with the name at this place, or `nil` if there is none.
    @inlinable
    package subscript(index: Int) -> JSONNode? {
        get {
            let place = Int(places[index])
            return place == 0 ? nil : JSONNode(document: document, index: place)
        }
        set {
            places[index] = newValue.map { UInt32(truncatingIfNeeded: $0.index) } ?? 0
            let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: index)
            given = newValue == nil ? given & ~bit : given | bit
        }
    }

    /// Whether the member with the name at this place is null; `false` if there is none.
    @inlinable
    package func isNull(at index: Int) -> Bool {
        let place = Int(places[index])
        return place != 0 && document.tape[place].kind == .null
    }
}
