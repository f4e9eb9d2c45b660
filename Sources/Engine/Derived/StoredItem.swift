import Values

/// An item as the main store keeps it.
struct StoredItem {
    let key: [UInt8]
    private let value: StoredValue

    init(_ entry: BaseWriter.Entry) throws(StoreError) {
        guard LongKey.isLong(stored: entry.key) else {
            key = entry.key
            value = StoredValue(bytes: entry.value, start: 0)
            return
        }
        let (rest, start) = try LongKey.splitRest(of: entry.value, from: 0)
        key = LongKey.family(ofStored: entry.key) + rest
        value = StoredValue(bytes: entry.value, start: start)
    }

    func image() throws(StoreError) -> ItemImage { try value.image() }
}
