/// Base64 with the standard alphabet and padding (RFC 4648, section 4).
///
/// Decoding is strict: no blanks, no missing padding, nothing after it, and no stray bits under
/// it. Java's decoder drops such bits; we refuse them, so that every value has one spelling and
/// what comes back is what was sent.
package enum Base64 {
    package static func encode(_ data: [UInt8]) -> String {
        var encoded: [UInt8] = []
        append(data, to: &encoded)
        return String(decoding: encoded, as: UTF8.self)
    }

    package static func append(_ data: [UInt8], to encoded: inout [UInt8]) {
        append(data.span, to: &encoded)
    }

    package static func append(_ data: Span<UInt8>, to encoded: inout [UInt8]) {
        encoded.append(addingCapacity: (data.count + 2) / 3 * 4) { encoded in
            var index = 0
            while data.count - index > 2 {
                let part = data.extracting(index..<index + 3)
                let group = UInt32(part[0]) << 16 | UInt32(part[1]) << 8 | UInt32(part[2])
                for shift in stride(from: 18 as UInt32, through: 0, by: -6) {
                    encoded.append(letters[Int(group >> shift & 63)])
                }
                index += 3
            }
            guard index < data.count else { return }
            let hasTwo = index + 1 < data.count
            let group = UInt32(data[index]) << 16 | (hasTwo ? UInt32(data[index + 1]) << 8 : 0)
            encoded.append(letters[Int(group >> 18)])
            encoded.append(letters[Int(group >> 12 & 63)])
            encoded.append(hasTwo ? letters[Int(group >> 6 & 63)] : padding)
            encoded.append(padding)
        }
    }

    package static func decode(_ text: String) -> [UInt8]? {
        decode(Array(text.utf8)[...])
    }

    /// Returns what `text` stands for, or `nil` if it is not base64 as described above.
    package static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let text = text.span
        guard text.count % 4 == 0 else { return nil }
        guard text.count > 0 else { return [] }
        let padded =
            text[text.count - 1] != padding ? 0 : text[text.count - 2] != padding ? 1 : 2
        let values = values.span
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count / 4 * 3)
        var index = 0
        let whole = padded == 0 ? text.count : text.count - 4
        while index < whole {
            let group =
                values[Int(text[index])] << 18 | values[Int(text[index + 1])] << 12
                | values[Int(text[index + 2])] << 6 | values[Int(text[index + 3])]
            if group & invalid != 0 { return nil }
            decoded.append(UInt8(truncatingIfNeeded: group >> 16))
            decoded.append(UInt8(truncatingIfNeeded: group >> 8))
            decoded.append(UInt8(truncatingIfNeeded: group))
            index += 4
        }
        guard padded > 0 else { return decoded }
        let third = padded == 1 ? values[Int(text[index + 2])] : 0
        let group =
            values[Int(text[index])] << 18 | values[Int(text[index + 1])] << 12 | third << 6
        let strayBits: UInt32 = padded == 1 ? 0xFF : 0xFFFF
        if group & invalid != 0 || group & strayBits != 0 { return nil }
        decoded.append(UInt8(truncatingIfNeeded: group >> 16))
        if padded == 1 { decoded.append(UInt8(truncatingIfNeeded: group >> 8)) }
        return decoded
    }

    private static let padding = UInt8(ascii: "=")
    /// The letters by what they stand for.
    private static let letters = InlineArray<64, UInt8> { alphabet[$0] }
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The bits above a group's 24.
    ///
    /// A foreign byte's value has all bits set, so that some of these are set wherever it is
    /// shifted to, and one test judges four letters.
    private static let invalid: UInt32 = 0xFF00_0000
    private static let values: [UInt32] = {
        var values = [UInt32](repeating: .max, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt32(value) }
        return values
    }()
}
