/// An exact decimal number of up to 38 significant digits, as DynamoDB has it.
///
/// Zero, or a magnitude from 1E-130 to 9.99…E+125. Equal numbers are structurally equal, so
/// hashing and `==` need no arithmetic: whatever is an integer within `Int64` is kept as one
/// (counters never leave that path), everything else as a coefficient without trailing zeros
/// and a power of ten. Takes 24 bytes at most and never allocates.
package struct Number: Hashable, Sendable {
    enum Storage: Hashable, Sendable {
        case integer(Int64)
        /// The coefficient is a signed 128-bit integer in two halves: an `Int128` would align
        /// the number, and with it every value, to 16 bytes.
        case decimal(low: UInt64, high: Int64, exponent: Int16)
    }

    let storage: Storage

    package init(_ value: Int64) {
        storage = .integer(value)
    }

    package static let zero = Number(0)

    /// The powers of ten that the first significant digit may stand for.
    static let leadingExponents = -130...125

    /// The value as an integer, when it is one and fits.
    package var int64: Int64? {
        guard case .integer(let value) = storage else { return nil }
        return value
    }

    package var isNegative: Bool {
        switch storage {
        case .integer(let value): value < 0
        case .decimal(_, let high, _): high < 0
        }
    }

    package var isZero: Bool { storage == .integer(0) }
}

extension Number: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int64) {
        self.init(value)
    }
}

extension Number: CustomStringConvertible {
    package var description: String { text }
}

extension Number: Comparable {
    package static func < (left: Number, right: Number) -> Bool {
        if case .integer(let left) = left.storage, case .integer(let right) = right.storage {
            return left < right
        }
        let left = left.parts
        let right = right.parts
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative
            ? right.isMagnitudeLess(than: left) : left.isMagnitudeLess(than: right)
    }
}

extension Number {
    /// What DynamoDB counts for the number, in bytes.
    ///
    /// Two digits a byte, the digits before and after the point rounded up by themselves, one
    /// byte for the exponent and one more for a minus sign. Zeros at both ends do not count.
    package var size: Int {
        if case .integer(let value) = storage { return Number.size(of: value) }
        let parts = parts
        let count = parts.digitCount
        let beforePoint = min(max(parts.exponent + count, 0), count)
        let afterPoint = count - beforePoint
        return 1 + (beforePoint + 1) / 2 + (afterPoint + 1) / 2 + (parts.isNegative ? 1 : 0)
    }

    /// All digits of an integer stand before the point.
    private static func size(of integer: Int64) -> Int {
        var rest = integer.magnitude
        guard rest > 0 else { return 1 }
        while rest.isMultiple(of: 10) { rest /= 10 }
        var bytes = 1
        while rest > 0 {
            rest /= 100
            bytes += 1
        }
        return bytes + (integer < 0 ? 1 : 0)
    }
}

/// Why a text is no number, or a result cannot be kept.
package enum NumberError: Error, Hashable, Sendable {
    case notANumber(String)
    case tooManyDigits
    case overflow
    case underflow

    /// DynamoDB's own words.
    package var message: String {
        switch self {
        case .notANumber(""):
            "The parameter cannot be converted to a numeric value"
        case .notANumber(let text):
            "The parameter cannot be converted to a numeric value: \(text)"
        case .tooManyDigits:
            "Attempting to store more than 38 significant digits in a Number"
        case .overflow:
            "Number overflow. Attempting to store a number with magnitude larger than "
                + "supported range"
        case .underflow:
            "Number underflow. Attempting to store a number with magnitude smaller than "
                + "supported range"
        }
    }
}
