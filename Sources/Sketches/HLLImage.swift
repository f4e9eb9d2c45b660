/// A sketch in bytes: Apache DataSketches' format, serial version 1.
///
/// All numbers are little-endian.
/// ```
/// byte   LIST           SET                  HLL
///  0     2              3                    10             words before the data
///  1     1              1                    1              serial version
///  2     7              7                    7              family
///  3     precision      precision            precision
///  4     3              log2 of table        log2 of exception table, 0 without one
///  5     flags          flags                flags
///  6     coupon count   0                    base: the smallest register (HLL_4)
///  7     mode (bits 0-1: LIST 0, SET 1, HLL 2), type (bits 2-3: HLL_4 0, HLL_6 1, HLL_8 2)
///  8     coupons        u32 coupon count     f64 running estimate
/// 12                    coupons
/// 16                                         f64 sum of 2^-register below 32
/// 24                                         f64 sum of 2^-register from 32 on
/// 32                                         u32 registers equal to the base
/// 36                                         u32 exception count (HLL_4)
/// 40                                         registers, then exceptions (HLL_4)
/// ```
/// The *updatable* image holds the tables with their empty cells; the *compact* image, flagged,
/// leaves those out. Both are read, also from writers that leave a slack behind an updatable image.
///
/// What is written is compact, and HLL_4 unless a sketch came in as another type. At the default
/// precision that is 2088 bytes against 4136 for HLL_8: half of what is read for a range of
/// buckets, half of what a checkpoint writes, and one overflow page of LMDB instead of two. It
/// costs nothing while counting, as registers are bytes in memory, and a fraction of a
/// microsecond when loaded or stored.
///
/// Coupons of a SET and exceptions are written in the order of their addresses. The other libraries write
/// them in the order of their hash tables, read them in any, and lay them out anew.
enum HLLImage {
    enum Mode: UInt8 {
        case list = 0
        case set = 1
        case array = 2

        /// Byte 0 of an image in this mode.
        var preambleWords: UInt8 {
            switch self {
            case .list: 2
            case .set: 3
            case .array: 10
            }
        }
    }

    static let serialVersion: UInt8 = 1
    static let family: UInt8 = 7
    static let headerCount = 8
    static let setHeaderCount = 12
    static let arrayHeaderCount = 40

    static let emptyFlag: UInt8 = 0x04
    static let compactFlag: UInt8 = 0x08
    static let outOfOrderFlag: UInt8 = 0x10
    /// The sums and the base have yet to be worked out from the registers.
    static let staleFlag: UInt8 = 0x20
    static let knownFlags: UInt8 = emptyFlag | compactFlag | outOfOrderFlag | staleFlag

    /// What the other libraries write for the table of a list, which has eight cells.
    static let listTableExponent: UInt8 = 3

    /// A compact image of zeros with the first eight bytes filled in.
    static func start(
        _ mode: Mode, precision: Int, type: HLLType, byteCount: Int, tableExponent: UInt8,
        flags: UInt8 = 0, extra: UInt8 = 0
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        // `Array(repeating:count:)` is not compiled for bytes: it would look up its types.
        bytes.append(addingCapacity: byteCount) { target in
            for _ in 0..<byteCount { target.append(0) }
        }
        bytes[0] = mode.preambleWords
        bytes[1] = serialVersion
        bytes[2] = family
        bytes[3] = UInt8(precision)
        bytes[4] = tableExponent
        bytes[5] = flags | compactFlag
        bytes[6] = extra
        bytes[7] = mode.rawValue | type.rawValue << 2
        return bytes
    }

    /// The binary logarithm of the exception table that other libraries keep for `count` registers
    /// that do not fit four bits.
    static func exceptionTableExponent(precision: Int, count: Int) -> UInt8 {
        guard count > 0 else { return 0 }
        var exponent: UInt8 =
            switch precision {
            case ...6: 2
            case 7...9: 3
            case 10...11: 4
            case 12...13: 5
            default: UInt8(precision - 8)
            }
        while 4 * count > 3 << exponent { exponent += 1 }
        return exponent
    }
}
