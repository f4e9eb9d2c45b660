// What DynamoDB counts for a value, in bytes; the item limit of 400 KiB and the page limit of
// 1 MiB are measured with it, so it has nothing to do with the disk form.

extension Value {
    /// The bytes that DynamoDB counts for this value, without its attribute's name.
    package var size: Int {
        switch self {
        case .string(let text): text.utf8Count
        case .number(let number): number.size
        case .binary(let binary): binary.count
        case .boolean, .null: 1
        case .list(let elements):
            elements.reduce(Value.containerSize) { $0 + Value.memberSize + $1.size }
        case .map(let attributes):
            Value.containerSize + attributes.count * Value.memberSize + attributes.size
        case .stringSet(let set): set.elements.reduce(0) { $0 + $1.utf8Count }
        case .numberSet(let set): set.elements.reduce(0) { $0 + $1.size }
        case .binarySet(let set): set.elements.reduce(0) { $0 + $1.count }
        }
    }

    /// A list or map costs three bytes however many members it has.
    static let containerSize = 3

    /// Each member of a list or map costs one byte besides its own size.
    static let memberSize = 1
}

extension AttributeMap {
    /// The size as an item: the names and the values, nothing besides.
    package var size: Int {
        entries.reduce(0) { $0 + $1.name.utf8Count + $1.value.size }
    }
}
