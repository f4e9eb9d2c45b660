import Commands
import Model

// The expiry index: items in the order of their last second.
extension Keyspace {
    static func expiry(lastSecond: Int64, itemKey: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + itemKey.count)
        append(second: lastSecond, to: &bytes)
        bytes.append(contentsOf: itemKey)
        return bytes
    }

    /// All expiry entries whose last second lies in `seconds`.
    static func expiries(in seconds: Range<Int64>) -> KeyRange {
        KeyRange(
            from: expiry(lastSecond: seconds.lowerBound, itemKey: []),
            upTo: expiry(lastSecond: seconds.upperBound, itemKey: []))
    }

    static func splitExpiry(_ key: [UInt8]) throws(StoreError) -> Expiry {
        guard key.count > 8, let table = table(ofItemKey: key[8...]) else {
            throw .corrupt("an expiry entry of \(key.count) bytes names no item")
        }
        return Expiry(
            lastSecond: second(at: key[..<8]), table: table, storedKey: Array(key[8...]))
    }
}
