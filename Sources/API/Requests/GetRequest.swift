package import Expressions
package import Values

/// One item that a client wants to read: in no API's words, and before its table has said whether it
/// has such keys.
package struct GetRequest: KeyedRequest {
    /// The attributes that were given as its key.
    package let key: Item
    /// What of the item is wanted; `nil` means all of it.
    package let projection: Projection?

    package init(key: Item, projection: Projection? = nil) {
        self.key = key
        self.projection = projection
    }

    package var givesWholeItem: Bool { false }

    package func key(of schema: KeySchema) throws(KeyError) -> Key {
        try schema.key(exactly: key)
    }
}
