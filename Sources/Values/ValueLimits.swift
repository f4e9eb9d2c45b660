/// Every bound of items, keys and their names, said once: other targets refer to these.
package enum ValueLimits {
    /// DynamoDB's largest item: 400 KiB of names and values.
    package static let itemBytesMax = 409_600
    /// Lists and maps inside each other in an item.
    package static let depthMax = 32
    /// Bytes of an attribute's name.
    package static let attributeNameBytesMax = 65_535
    /// Bytes of the name of an attribute that a key or an index names.
    package static let keyNameBytesMax = 255
    /// Elements of a document path, the attribute's name included: as deep as an item may be.
    package static let pathElementsMax = depthMax
}
