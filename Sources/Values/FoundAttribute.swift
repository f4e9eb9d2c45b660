/// An attribute where it lies in an item.
package struct FoundAttribute: Sendable {
    package let value: ValueLocation
    /// Where the value ends.
    let end: Int
    /// What DynamoDB counts for name and value.
    package let size: Int
}

extension ItemImage {
    /// The attributes that `names` has, which ascend, in one pass over the item; `nil` for those that
    /// it lacks.
    package func find(_ names: [Text]) -> [FoundAttribute?] {
        var found = [FoundAttribute?](repeating: nil, count: names.count)
        let bytes = view.bytes
        forEachAttribute(of: names) { number, attribute, valueStart, size in
            let tag = sound { () throws(CodecError) in try bytes.tag(at: valueStart) }
            found[number] = FoundAttribute(
                value: ValueLocation(start: valueStart, tag: tag), end: attribute.upperBound,
                size: size)
        }
        return found
    }

    /// Whether an attribute has the same value as one of another item: equal values have equal bytes.
    package func hasSameValue(
        _ attribute: FoundAttribute, as other: FoundAttribute, of image: ItemImage
    ) -> Bool {
        let value = view.bytes.extracting(attribute.value.start..<attribute.end)
        let otherValue = image.view.bytes.extracting(other.value.start..<other.end)
        return value.count == otherValue.count && value.compare(with: otherValue) == 0
    }
}
