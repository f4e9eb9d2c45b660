/// Registers of one byte each, packed into the bits that an image gives them, and back.
///
/// HLL_4 puts two registers in a byte, the even one in the low half, each as its distance from the
/// base; 15 says that the register is listed among the exceptions. HLL_6 is one string of
/// bits, low bits first, so four registers fill three bytes; a spare byte follows.
enum RegisterPacking {
    /// The four bits of a register that is listed elsewhere.
    static let exceptionMark: UInt8 = 15
    /// What such a register is unpacked to until its exception is read; never a register's value.
    static let unresolved: UInt8 = 255

    static func byteCount(of count: Int, as type: HLLType) -> Int {
        switch type {
        case .hll4: count / 2
        case .hll6: count / 4 * 3 + 1
        case .hll8: count
        }
    }

    static func pack4(_ registers: Span<UInt8>, base: UInt8, into packed: inout MutableSpan<UInt8>)
    {
        var start = 0
        while packed.count &- start >= blockCount {
            let source = registers.extracting(2 &* start..<2 &* start &+ 2 &* blockCount)
            var target = packed._mutatingExtracting(start..<start &+ blockCount)
            for index in 0..<blockCount { target[index] = pair(in: source, at: index, base) }
            start &+= blockCount
        }
        let source = registers.extracting(2 &* start..<registers.count)
        var target = packed._mutatingExtracting(start..<packed.count)
        for index in 0..<target.count { target[index] = pair(in: source, at: index, base) }
    }

    static func unpack4(_ packed: Span<UInt8>, base: UInt8) -> [UInt8] {
        var registers = [UInt8](repeating: 0, count: packed.count * 2)
        var all = registers.mutableSpan
        var start = 0
        while packed.count &- start >= blockCount {
            let source = packed.extracting(start..<start &+ blockCount)
            var target = all._mutatingExtracting(2 &* start..<2 &* start &+ 2 &* blockCount)
            for index in 0..<blockCount { unpair(source[index], into: &target, at: index, base) }
            start &+= blockCount
        }
        let source = packed.extracting(start..<packed.count)
        var target = all._mutatingExtracting(2 &* start..<all.count)
        for index in 0..<source.count { unpair(source[index], into: &target, at: index, base) }
        return registers
    }

    /// The largest base with which no four bits mean a register above 63.
    static let baseMax = Coupon.valueMax - exceptionMark

    /// Raises registers to what packed ones are, two for each byte of `packed`.
    ///
    /// One that is listed elsewhere counts as the least that it can be. The base is `baseMax` at most.
    static func raise4(
        _ registers: inout MutableSpan<UInt8>, to packed: Span<UInt8>, base: UInt8
    ) {
        var start = 0
        while packed.count &- start >= blockCount {
            let source = packed.extracting(start..<start &+ blockCount)
            // Apart from the registers, or the compiler would make two halves of each of these.
            var block = InlineArray<64, UInt8>(repeating: 0)
            for index in 0..<blockCount {
                block[2 &* index] = source[index] & 15 &+ base
                block[2 &* index &+ 1] = source[index] &>> 4 &+ base
            }
            var target = registers._mutatingExtracting(
                2 &* start..<2 &* start &+ 2 &* blockCount)
            for index in 0..<2 &* blockCount { target[index] = max(target[index], block[index]) }
            start &+= blockCount
        }
        while start < packed.count {
            let byte = packed[start]
            let even = 2 &* start
            registers[even] = max(registers[even], byte & 15 &+ base)
            registers[even &+ 1] = max(registers[even &+ 1], byte &>> 4 &+ base)
            start &+= 1
        }
    }

    /// So many bytes are packed or unpacked at a time: with a number of rounds that the compiler
    /// knows it checks the bounds once and makes vector instructions of the loop.
    private static let blockCount = 32

    @inline(__always)
    private static func pair(in source: Span<UInt8>, at index: Int, _ base: UInt8) -> UInt8 {
        let low = min(source[2 &* index] &- base, exceptionMark)
        let high = min(source[2 &* index &+ 1] &- base, exceptionMark)
        return low | high &<< 4
    }

    @inline(__always)
    private static func unpair(
        _ byte: UInt8, into target: inout MutableSpan<UInt8>, at index: Int, _ base: UInt8
    ) {
        let low = byte & 15
        let high = byte &>> 4
        target[2 &* index] = low == exceptionMark ? unresolved : low &+ base
        target[2 &* index &+ 1] = high == exceptionMark ? unresolved : high &+ base
    }

    static func pack6(_ registers: Span<UInt8>, into packed: inout MutableSpan<UInt8>) {
        for group in 0..<registers.count / 4 {
            let source = registers.extracting(4 * group..<4 * group + 4)
            var target = packed._mutatingExtracting(3 * group..<3 * group + 3)
            target[0] = source[0] | source[1] << 6
            target[1] = source[1] >> 2 | source[2] << 4
            target[2] = source[2] >> 4 | source[3] << 2
        }
    }

    static func unpack6(_ packed: Span<UInt8>, count: Int) -> [UInt8] {
        var registers = [UInt8](repeating: 0, count: count)
        var all = registers.mutableSpan
        for group in 0..<count / 4 {
            let source = packed.extracting(3 * group..<3 * group + 3)
            var target = all._mutatingExtracting(4 * group..<4 * group + 4)
            target[0] = source[0] & 63
            target[1] = source[0] >> 6 | (source[1] & 15) << 2
            target[2] = source[1] >> 4 | (source[2] & 3) << 4
            target[3] = source[2] >> 2
        }
        return registers
    }

    static func copy(_ source: Span<UInt8>, into target: inout MutableSpan<UInt8>) {
        var target = target._mutatingExtracting(first: source.count)
        for index in 0..<source.count { target[index] = source[index] }
    }
}
