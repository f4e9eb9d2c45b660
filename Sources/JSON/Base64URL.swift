/// Base64 with the alphabet that needs no escapes in a URL (RFC 4648, section 5), without padding.
package enum Base64URL {
    package static func encode(_ data: [UInt8]) -> String {
        let letters = Base64.encode(data).utf8.compactMap { letter -> UInt8? in
            switch letter {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: letter
            }
        }
        return String(decoding: letters, as: UTF8.self)
    }

    /// Returns what `text` stands for, with padding or without; `nil` for anything else.
    package static func decode(_ text: String) -> [UInt8]? {
        var letters = text.utf8.map { letter -> UInt8 in
            switch letter {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: letter
            }
        }
        while letters.count % 4 != 0 { letters.append(UInt8(ascii: "=")) }
        return Base64.decode(letters[...])
    }
}
