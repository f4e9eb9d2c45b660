/// The first eight bytes of an image, checked.
struct HLLHeader {
    let mode: HLLImage.Mode
    let type: HLLType
    let precision: Int
    /// The binary logarithm of the table's cells, unchecked: not every form has or needs it.
    let tableExponent: UInt8
    /// Byte 6: the number of coupons of a list, the base of an array.
    let extra: UInt8
    private let flags: UInt8

    init(decoding bytes: Span<UInt8>) throws(SketchError) {
        guard bytes.count >= HLLImage.headerCount else {
            throw .truncated(needed: HLLImage.headerCount, available: bytes.count)
        }
        guard bytes[2] == HLLImage.family else {
            throw .foreign("its family is \(bytes[2]), not 7")
        }
        guard bytes[1] == HLLImage.serialVersion else {
            throw .foreign("its serial version is \(bytes[1]), not 1")
        }
        guard bytes[7] >> 4 == 0, let mode = HLLImage.Mode(rawValue: bytes[7] & 3),
            let type = HLLType(rawValue: bytes[7] >> 2)
        else { throw .foreign("its mode byte is \(bytes[7])") }
        guard bytes[0] == mode.preambleWords else {
            throw .foreign("its mode is \(mode) but its preamble has \(bytes[0]) words")
        }
        guard bytes[5] & ~HLLImage.knownFlags == 0 else {
            throw .foreign("its flags are \(bytes[5])")
        }
        guard HLLSketch.precisions.contains(Int(bytes[3])) else {
            throw .corrupt("its precision is \(bytes[3]), not 4 to 21")
        }
        self.mode = mode
        self.type = type
        precision = Int(bytes[3])
        tableExponent = bytes[4]
        flags = bytes[5]
        extra = bytes[6]
    }

    var isFlaggedEmpty: Bool { flags & HLLImage.emptyFlag != 0 }
    var isCompact: Bool { flags & HLLImage.compactFlag != 0 }
    var isOutOfOrder: Bool { flags & HLLImage.outOfOrderFlag != 0 }
    var isStale: Bool { flags & HLLImage.staleFlag != 0 }

    /// The running estimate of an image whose header says HLL; refuses one that no sketch reaches.
    func runningEstimate(in bytes: Span<UInt8>) throws(SketchError) -> Double {
        let estimate = bytes.double(at: 8)
        guard (0...HLLArray.estimateMax).contains(estimate) else {
            throw .corrupt("its running estimate is \(estimate)")
        }
        return estimate
    }

    /// Refuses an image that ends too early, or a compact one that goes on behind its end.
    func check(_ bytes: Span<UInt8>, needed: Int) throws(SketchError) {
        guard bytes.count >= needed else {
            throw .truncated(needed: needed, available: bytes.count)
        }
        if isCompact, bytes.count > needed {
            throw .corrupt("\(bytes.count - needed) bytes follow its end")
        }
    }
}
