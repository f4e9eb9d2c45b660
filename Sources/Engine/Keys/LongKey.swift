import Crypto

// LMDB's keys end at 511 bytes; a table's key alone may have 3 KiB.
//
//   plain   the key itself                                     up to 495 bytes
//   long    first 495 bytes of the key · 16 bytes of digest    always 511 bytes
//
// The value of a long key starts with the rest of the key: length u16 · bytes · value. Order: a
// plain key and a long one differ within the first 495 bytes or the plain one is a prefix of the
// long one, so comparing stored keys gives the right order. Long keys that share their first 495
// bytes stand together, in the order of their digests; `LayerCursor` reads such a family at once and
// sorts it by the full keys.

/// The one place that knows how a key longer than LMDB's limit is stored.
enum LongKey {
    static let plainBytesMax = 495
    private static let digestBytes = 16
    static let storedBytes = plainBytesMax + digestBytes

    /// The key under which LMDB finds `key`.
    ///
    /// Two different keys with one stored key would need a collision of 128 bits of SHA-256.
    static func stored(_ key: [UInt8]) -> [UInt8] {
        if key.count <= plainBytesMax { return key }
        var stored = Array(key[..<plainBytesMax])
        stored.append(contentsOf: SHA256.hash(data: key).prefix(digestBytes))
        return stored
    }

    static func isLong(stored: [UInt8]) -> Bool {
        stored.count == storedBytes
    }

    /// What all members of a family of long keys share.
    static func family(ofStored stored: [UInt8]) -> [UInt8] {
        Array(stored[..<plainBytesMax])
    }

    /// Appends what must precede the value of `key`: nothing when it is plain.
    static func appendRest(of key: [UInt8], to value: inout [UInt8]) {
        if key.count <= plainBytesMax { return }
        let rest = key[plainBytesMax...]
        value.append(UInt8(truncatingIfNeeded: rest.count >> 8))
        value.append(UInt8(truncatingIfNeeded: rest.count))
        value.append(contentsOf: rest)
    }

    /// The rest of a long key and where its value starts, out of the stored value.
    static func splitRest(
        of value: [UInt8], from start: Int
    ) throws(StoreError) -> (rest: ArraySlice<UInt8>, valueStart: Int) {
        guard value.count >= start + 2 else {
            throw .corrupt("the value of a long key ends within its key")
        }
        let count = Int(value[start]) << 8 | Int(value[start + 1])
        let valueStart = start + 2 + count
        guard value.count >= valueStart else {
            throw .corrupt("the value of a long key ends within its key")
        }
        return (value[(start + 2)..<valueStart], valueStart)
    }
}
