/// Reads bits, least significant first, from an array of bytes.
struct BitReader {
    private let bytes: [UInt8]
    /// The next byte that is not in `buffer` yet.
    private var next: Int
    private var buffer: UInt64 = 0
    private var bufferedBits = 0

    init(_ bytes: [UInt8], from start: Int) {
        self.bytes = bytes
        next = start
    }

    /// Where the first whole byte not read yet stands; only after `alignToByte`.
    var position: Int { next - bufferedBits / 8 }

    /// The next `count` bits (at most 16), zeros past the end, without passing them.
    mutating func peek(_ count: Int) -> Int {
        fill()
        return Int(buffer & (1 << UInt64(count) - 1))
    }

    mutating func skip(_ count: Int) throws(CompressionError) {
        if count > bufferedBits { throw .corrupt }
        buffer >>= UInt64(count)
        bufferedBits -= count
    }

    mutating func read(_ count: Int) throws(CompressionError) -> Int {
        let value = peek(count)
        try skip(count)
        return value
    }

    mutating func alignToByte() throws(CompressionError) {
        try skip(bufferedBits % 8)
    }

    /// Passes over `count` bytes and returns them; only after `alignToByte`.
    mutating func readBytes(_ count: Int) throws(CompressionError) -> ArraySlice<UInt8> {
        let start = position
        guard count <= bytes.count - start else { throw .corrupt }
        next = start + count
        buffer = 0
        bufferedBits = 0
        return bytes[start..<next]
    }

    private mutating func fill() {
        while bufferedBits <= 48, next < bytes.count {
            buffer |= UInt64(bytes[next]) << UInt64(bufferedBits)
            next += 1
            bufferedBits += 8
        }
    }
}
