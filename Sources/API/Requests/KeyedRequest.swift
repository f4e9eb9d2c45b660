package import Values

/// A request that names one item by attributes, which only its table can make a key of.
package protocol KeyedRequest: Sendable {
    /// Whether the attributes are a whole item, and the key is among them.
    var givesWholeItem: Bool { get }

    /// The item's key in a table of that schema.
    func key(of schema: KeySchema) throws(KeyError) -> Key
}
