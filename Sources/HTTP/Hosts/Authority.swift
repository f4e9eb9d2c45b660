/// A host with or without a port, as it stands in `Host`, in a request's target and in an origin.
package struct Authority: Hashable, Sendable {
    /// In lower case; addresses of IPv6 without their brackets.
    package let host: String
    /// As it came, `nil` for none.
    package let port: Int?

    /// Reads RFC 3986's `host [":" port]`; `nil` for what is none, or has no host.
    package init?(_ text: Substring) {
        guard Authority.isWellFormed(text.utf8.span) else { return nil }
        let bytes = text.utf8
        var hostEnd = bytes.endIndex
        // A colon inside brackets belongs to the address.
        if let colon = bytes.lastIndex(of: UInt8(ascii: ":")), bytes.last != UInt8(ascii: "]"),
            !bytes[colon...].contains(UInt8(ascii: "]"))
        {
            hostEnd = colon
            port = Int(text[bytes.index(after: colon)...])
        } else {
            port = nil
        }
        var host = text[..<hostEnd].lowercased()
        if host.hasPrefix("[") { host = String(host.dropFirst().dropLast()) }
        self.host = host
    }

    /// Whether it has no character that no host has, and its port is a number.
    static func isWellFormed(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count > 0 else { return false }
        var index = 0
        if bytes[0] == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")), end > 1 else { return false }
            for inside in 1..<end where !isAddressByte(bytes[inside]) { return false }
            index = end + 1
        } else {
            while index < bytes.count, bytes[index].isHostCharacter { index += 1 }
            guard index > 0, areEscapesWhole(bytes.extracting(first: index)) else { return false }
        }
        if index == bytes.count { return true }
        guard bytes[index] == UInt8(ascii: ":"), bytes.count - index <= 6 else { return false }
        var port = 0
        for digit in index + 1..<bytes.count {
            guard (0x30...0x39).contains(bytes[digit]) else { return false }
            port = port * 10 + Int(bytes[digit] - 0x30)
        }
        return port <= 65_535
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        byte.hexadecimalValue != nil || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }

    /// Whether two hexadecimal digits follow each percent sign.
    private static func areEscapesWhole(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices where bytes[index] == UInt8(ascii: "%") {
            guard index + 2 < bytes.count, bytes[index + 1].hexadecimalValue != nil,
                bytes[index + 2].hexadecimalValue != nil
            else { return false }
        }
        return true
    }
}

extension UInt8 {
    /// Whether it may stand in a registered name: a letter, a digit or one of 16 signs.
    fileprivate var isHostCharacter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~!$&'()*+,;=%".utf8.contains(self)
        }
    }
}
