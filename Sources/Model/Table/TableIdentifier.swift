package import Values

/// The random UUID (version 4) that AWS calls TableId.
///
/// Drawn before the command that carries it is logged, so that replaying the log draws nothing.
package enum TableIdentifier {
    package static func random(using generator: inout some RandomNumberGenerator) -> Text {
        let high: UInt64 = generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low: UInt64 = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = high.hexadecimal + low.hexadecimal
        var groups: [Substring] = []
        var rest = digits[...]
        for length in [8, 4, 4, 4, 12] {
            groups.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return Text(groups.joined(separator: "-"))
    }
}
