/// A number taken apart for work that the integer path does not cover:
/// ± magnitude · 10^exponent, the magnitude without trailing zeros.
struct NumberParts {
    var isNegative: Bool
    var magnitude: UInt128
    var exponent: Int

    /// The count of significant digits; 0 for zero.
    var digitCount: Int { PowersOfTen.digitCount(of: magnitude) }

    /// The power of ten that the first digit stands for; meaningless for zero.
    var leadingExponent: Int { digitCount + exponent - 1 }

    /// Moves trailing zeros of the magnitude into the exponent.
    mutating func trim() {
        guard magnitude != 0 else {
            exponent = 0
            return
        }
        if var short = UInt64(exactly: magnitude) {
            guard short.isMultiple(of: 10) else { return }
            while short.isMultiple(of: 10) {
                short /= 10
                exponent += 1
            }
            magnitude = UInt128(short)
            return
        }
        // Ten to the k divides only what two to the k divides, which costs nothing to see.
        for step in [16, 8, 4, 2, 1] {
            while magnitude.trailingZeroBitCount >= step, trimZeros(step) {}
        }
    }

    private mutating func trimZeros(_ count: Int) -> Bool {
        let (quotient, remainder) = magnitude.quotientAndRemainder(
            dividingBy: PowersOfTen[count])
        guard remainder == 0 else { return false }
        magnitude = quotient
        exponent += count
        return true
    }

    func isMagnitudeLess(than other: NumberParts) -> Bool {
        if magnitude == 0 || other.magnitude == 0 { return magnitude < other.magnitude }
        let leading = leadingExponent
        let otherLeading = other.leadingExponent
        if leading != otherLeading { return leading < otherLeading }
        // The first digits stand for the same power, so scaling the shorter one to the
        // longer one's length keeps it within 38 digits.
        let excess = exponent - other.exponent
        return excess >= 0
            ? magnitude * PowersOfTen[excess] < other.magnitude
            : magnitude < other.magnitude * PowersOfTen[-excess]
    }
}

extension Number {
    /// The number taken apart, trimmed.
    var parts: NumberParts {
        switch storage {
        case .integer(let value):
            var parts = NumberParts(
                isNegative: value < 0, magnitude: UInt128(value.magnitude), exponent: 0)
            parts.trim()
            return parts
        case .decimal(let low, let high, let exponent):
            let coefficient = Int128(high) << 64 | Int128(low)
            return NumberParts(
                isNegative: high < 0, magnitude: coefficient.magnitude, exponent: Int(exponent))
        }
    }

    /// Puts a result together in canonical form; throws where DynamoDB has no such number.
    ///
    /// More than 38 digits is an overflow here: that is how DynamoDB words it for arithmetic.
    init(_ untrimmed: NumberParts) throws(NumberError) {
        var parts = untrimmed
        parts.trim()
        guard parts.magnitude != 0 else {
            self = .zero
            return
        }
        let digits = parts.digitCount
        let leading = digits + parts.exponent - 1
        guard digits <= ValueLimits.numberDigitsMax, leading <= Number.leadingExponents.upperBound
        else {
            throw .overflow
        }
        guard leading >= Number.leadingExponents.lowerBound else { throw .underflow }
        if let integer = Number.integer(parts, leading: leading) {
            storage = .integer(integer)
            return
        }
        let magnitude = Int128(truncatingIfNeeded: parts.magnitude)
        let coefficient = parts.isNegative ? -magnitude : magnitude
        storage = .decimal(
            low: UInt64(truncatingIfNeeded: coefficient),
            high: Int64(truncatingIfNeeded: coefficient >> 64),
            exponent: Int16(parts.exponent))
    }

    private static func integer(_ parts: NumberParts, leading: Int) -> Int64? {
        // 10^18 is the last power of ten within Int64.
        guard parts.exponent >= 0, leading <= 18 else { return nil }
        let scaled = Int128(truncatingIfNeeded: parts.magnitude * PowersOfTen[parts.exponent])
        return Int64(exactly: parts.isNegative ? -scaled : scaled)
    }
}

/// 10^0 to 10^38, all that 128 bits hold.
enum PowersOfTen {
    private static let table: [UInt128] = (0..<38).reduce(into: [1]) { powers, index in
        powers.append(powers[index] * 10)
    }

    static let exponentMax = 38

    static subscript(exponent: Int) -> UInt128 { table[exponent] }

    static func digitCount(of value: UInt128) -> Int {
        guard value != 0 else { return 0 }
        let bits = 128 - value.leadingZeroBitCount
        // 1233 / 4096 is log10(2) closely enough that the guess is right or one too low.
        let guess = (bits * 1233) >> 12
        return guess > exponentMax || value < table[guess] ? guess : guess + 1
    }
}

extension Number {
    /// Puts stored halves together again; `nil` unless they are the one form of their value.
    init?(canonicalLow low: UInt64, high: Int64, exponent: Int16) {
        let storage = Storage.decimal(low: low, high: high, exponent: exponent)
        do {
            let canonical = try Number(Number(storage: storage).parts)
            guard canonical.storage == storage else { return nil }
            self = canonical
        } catch { return nil }
    }

    private init(storage: Storage) {
        self.storage = storage
    }
}
