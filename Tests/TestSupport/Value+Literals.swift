package import Values

// So that items in tests read like items: `["n": 1, "s": "x"]`.

extension Text: ExpressibleByStringInterpolation {}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    package init(integerLiteral value: Int64) {
        self = .number(Number(value))
    }

    package init(stringLiteral value: String) {
        self = .string(Text(value))
    }
}
