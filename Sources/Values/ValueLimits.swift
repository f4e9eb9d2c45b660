/// Bounds of items, keys, numbers and their names, said once: other targets refer to these.
///
/// What a client sends beyond one is a ValidationException in DynamoDB's API and a problem of the kind
/// `invalid-request` (400) in ours; stored bytes beyond one are damage (`CodecError`).
package enum ValueLimits {
    /// Bytes of an item, names and values: DynamoDB's bound, 400 KiB.
    package static let itemBytesMax = 409_600
    /// Lists and maps inside each other in an item.
    package static let depthMax = 32
    /// Bytes of an attribute's name.
    package static let attributeNameBytesMax = 65_535
    /// Bytes of the name of an attribute that a key or an index names.
    package static let keyNameBytesMax = 255
    /// Bytes of a partition key's value: DynamoDB's bound.
    package static let partitionKeyBytesMax = 2048
    /// Bytes of a sort key's value: DynamoDB's bound.
    package static let sortKeyBytesMax = 1024
    /// Elements of a document path, the attribute's name included: as deep as an item may be.
    package static let pathElementsMax = depthMax
    /// Digits of a number once the zeros at both ends are gone.
    package static let numberDigitsMax = 38
    /// Lists and maps inside each other in stored bytes: `CodecError.tooDeep`.
    ///
    /// An expression may put a value of the largest depth at the longest path; twice their sum bounds
    /// the recursion without ever rejecting what was written.
    package static let storedDepthMax = 2 * (depthMax + pathElementsMax)
    /// Elements for which memory is reserved at once when a count is read; for more it grows as they are
    /// read, or a damaged count would reserve any amount.
    static let reservedCountMax = 256
}
