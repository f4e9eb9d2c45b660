// Decimal text in and out. In: an optional sign, digits with at most one point and at least
// one digit, an optional exponent. Out: always plain decimal, never an exponent.

extension Number {
    package init(parsing text: String) throws(NumberError) {
        try self.init(parsing: text.utf8.span)
    }

    package init(parsing bytes: [UInt8]) throws(NumberError) {
        try self.init(parsing: bytes.span)
    }

    /// Reads the whole of `bytes`; takes time in proportion to their count, whatever the
    /// exponent says.
    package init(parsing bytes: Span<UInt8>) throws(NumberError) {
        if let integer = Number.shortInteger(bytes) {
            self.init(integer)
            return
        }
        var scanner = NumberScanner()
        guard scanner.scan(bytes) else {
            throw .notANumber(String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self))
        }
        try self.init(scanner)
    }

    /// The canonical plain decimal text.
    package var text: String {
        if case .integer(let value) = storage { return String(value) }
        var bytes: [UInt8] = []
        // Enough for all but the numbers far from the point.
        bytes.reserveCapacity(ValueLimits.numberDigitsMax + 3)
        appendText(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the canonical text; what a response writer uses, without a `String` between.
    package func appendText(to bytes: inout [UInt8]) {
        switch storage {
        case .integer(let value):
            if value < 0 { bytes.append(UInt8(ascii: "-")) }
            appendDigits(of: value.magnitude, to: &bytes)
        case .decimal:
            appendDecimal(parts, to: &bytes)
        }
    }

    /// Up to 18 digits and a sign, which is nearly every number; `nil` for all the rest.
    private static func shortInteger(_ bytes: Span<UInt8>) -> Int64? {
        guard bytes.count > 0 else { return nil }
        let isNegative = bytes[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        guard bytes.count > start, bytes.count - start <= 18 else { return nil }
        var value: Int64 = 0
        for index in start..<bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return isNegative ? -value : value
    }

    private init(_ scanner: NumberScanner) throws(NumberError) {
        guard scanner.digits > 0 else {
            // Zero has no digit of its own, but DynamoDB judges the one that is written for it.
            let written = scanner.leadingExponent + 1
            guard written <= Number.leadingExponents.upperBound else { throw .overflow }
            guard written >= Number.leadingExponents.lowerBound else { throw .underflow }
            self = .zero
            return
        }
        let leading = scanner.leadingExponent
        guard scanner.digits <= ValueLimits.numberDigitsMax else { throw .tooManyDigits }
        guard leading <= Number.leadingExponents.upperBound else { throw .overflow }
        guard leading >= Number.leadingExponents.lowerBound else { throw .underflow }
        try self.init(
            NumberParts(
                isNegative: scanner.isNegative, magnitude: scanner.magnitude,
                exponent: leading - scanner.digits + 1))
    }
}

/// One pass over a number's text, remembering only what matters.
private struct NumberScanner {
    var isNegative = false
    /// The significant digits so far, as long as there are no more than 38.
    var magnitude: UInt128 = 0
    /// How many digits lie between the first and the last that is not zero.
    var digits = 0
    /// Zeros after the last digit that is not zero; they count once another one follows.
    private var zeros = 0
    private var fractionDigits = 0
    private var exponent = 0

    /// No text is long enough to bring an exponent beyond this back into range.
    private static let exponentMax = 1_000_000_000_000

    /// The power of ten that the first significant digit stands for.
    var leadingExponent: Int { digits + zeros - fractionDigits + exponent - 1 }

    /// Whether `bytes` are a number, from the first to the last.
    mutating func scan(_ bytes: Span<UInt8>) -> Bool {
        var index = scanSign(bytes, at: 0, into: &isNegative)
        var hasDigit = false
        var hasPoint = false
        while index < bytes.count {
            let byte = bytes[index]
            let digit = byte &- UInt8(ascii: "0")
            if digit <= 9 {
                hasDigit = true
                if hasPoint { fractionDigits += 1 }
                take(digit)
            } else if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
                return hasDigit && scanExponent(bytes, at: index + 1)
            } else {
                return false
            }
            index += 1
        }
        return hasDigit
    }

    private mutating func take(_ digit: UInt8) {
        if digit == 0 {
            if digits > 0 { zeros += 1 }
            return
        }
        digits += zeros + 1
        if digits <= ValueLimits.numberDigitsMax {
            magnitude = magnitude * PowersOfTen[zeros + 1] + UInt128(digit)
        }
        zeros = 0
    }

    private mutating func scanExponent(_ bytes: Span<UInt8>, at start: Int) -> Bool {
        var isNegative = false
        let first = scanSign(bytes, at: start, into: &isNegative)
        guard first < bytes.count else { return false }
        var value = 0
        for index in first..<bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return false }
            if value < NumberScanner.exponentMax { value = value * 10 + Int(digit) }
        }
        exponent = isNegative ? -value : value
        return true
    }

    private func scanSign(_ bytes: Span<UInt8>, at index: Int, into isNegative: inout Bool) -> Int {
        guard index < bytes.count else { return index }
        switch bytes[index] {
        case UInt8(ascii: "-"):
            isNegative = true
            return index + 1
        case UInt8(ascii: "+"):
            return index + 1
        default:
            return index
        }
    }
}

private func appendDecimal(_ parts: NumberParts, to bytes: inout [UInt8]) {
    let zero = UInt8(ascii: "0")
    let count = parts.digitCount
    let beforePoint = count + parts.exponent
    if parts.isNegative { bytes.append(UInt8(ascii: "-")) }
    if beforePoint <= 0 {
        bytes.append(zero)
        bytes.append(UInt8(ascii: "."))
        bytes.append(contentsOf: repeatElement(zero, count: -beforePoint))
    }
    let start = bytes.count
    appendDigits(of: parts.magnitude, count: count, to: &bytes)
    if parts.exponent >= 0 {
        bytes.append(contentsOf: repeatElement(zero, count: parts.exponent))
    } else if beforePoint > 0 {
        bytes.insert(UInt8(ascii: "."), at: start + beforePoint)
    }
}

private func appendDigits(of value: UInt64, to bytes: inout [UInt8]) {
    let count = max(1, PowersOfTen.digitCount(of: UInt128(value)))
    appendDigits(of: UInt128(value), count: count, to: &bytes)
}

/// Fills from the right.
///
/// 128 bits are divided once only, which is slow; 19 digits are what 64 bits surely hold.
private func appendDigits(of value: UInt128, count: Int, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: count))
    var index = bytes.count
    func fill(_ part: UInt64) {
        var rest = part
        while rest > 0 {
            index -= 1
            bytes[index] += UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }
    if let short = UInt64(exactly: value) { return fill(short) }
    let (upper, lower) = value.quotientAndRemainder(dividingBy: PowersOfTen[19])
    fill(UInt64(truncatingIfNeeded: lower))
    index = start + count - 19
    fill(UInt64(truncatingIfNeeded: upper))
}
