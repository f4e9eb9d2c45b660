package import Model
package import Values

/// The whole state as of one moment: what it answers never changes while it lives.
///
/// It keeps pages from being reused, so it is given to a closure and ends with it (`Store.read`).
package struct Snapshot: ~Copyable {
    /// Newest first.
    let layers: [LayerReader]
    /// The time at which this snapshot is read: decides which items have ended.
    package let time: Timestamp

    init(layers: [LayerReader], time: Timestamp) {
        self.layers = layers
        self.time = time
    }

    /// The stored value under `key`, or `nil`.
    func value(of key: [UInt8], in space: Space) throws(StoreError) -> StoredValue? {
        try layers.value(of: key, in: space)
    }

    /// All entries of `range`, in order.
    func cursor(
        in space: Space, _ range: KeyRange, isReversed: Bool = false
    ) throws(StoreError) -> MergedCursor {
        try MergedCursor(over: layers, in: space, range, isReversed: isReversed)
    }

    /// The item under `key` as a reader may see it, or `nil`.
    ///
    /// Costs one lookup per layer at most.
    package func image(_ key: Key, in table: Table) throws(StoreError) -> ItemImage? {
        let itemKey = Keyspace.item(key, in: table.id)
        guard let value = try value(of: itemKey, in: .items) else { return nil }
        return table.visible(try value.image(), at: time)
    }

    /// The same, decoded.
    package func item(_ key: Key, in table: Table) throws(StoreError) -> Item? {
        try image(key, in: table)?.item
    }
}

extension [LayerReader] {
    /// The newest version of the value under `key`; `nil` when there is none or it is a tombstone.
    func value(of key: [UInt8], in space: Space) throws(StoreError) -> StoredValue? {
        for layer in self {
            switch try layer.find(key, in: space) {
            case .absent: continue
            case .deleted: return nil
            case .present(let value): return value
            }
        }
        return nil
    }
}

extension StoredValue {
    /// Takes an item as it lies there; damaged bytes throw.
    func image() throws(StoreError) -> ItemImage {
        do {
            return try ItemImage(validating: bytes, from: start)
        } catch {
            throw .corrupt("an item cannot be decoded: \(error)")
        }
    }

    /// Decodes anything else that is stored whole.
    func decoded<Decoded>(
        _ what: String, _ body: (inout ByteReader) throws(CodecError) -> Decoded
    ) throws(StoreError) -> Decoded {
        do {
            var reader = ByteReader(bytes, from: start)
            let decoded = try body(&reader)
            try reader.expectEnd()
            return decoded
        } catch {
            throw .corrupt("\(what) cannot be decoded: \(error)")
        }
    }
}
