/// Writes bits, least significant first.
struct BitWriter {
    private(set) var bytes: [UInt8]
    private var buffer: UInt64 = 0
    private var bufferedBits = 0

    init(after header: [UInt8], reservingBytes capacity: Int) {
        bytes = header
        bytes.reserveCapacity(capacity)
    }

    /// Appends the low `count` bits of `value` (at most 32), which has no others.
    mutating func write(_ value: Int, bits count: Int) {
        buffer |= UInt64(truncatingIfNeeded: value) << UInt64(bufferedBits)
        bufferedBits += count
        while bufferedBits >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: buffer))
            buffer >>= 8
            bufferedBits -= 8
        }
    }

    mutating func alignToByte() {
        if bufferedBits > 0 { write(0, bits: 8 - bufferedBits) }
    }

    /// Appends whole bytes; only after `alignToByte`.
    mutating func append(_ more: some Collection<UInt8>) {
        bytes.append(contentsOf: more)
    }
}
