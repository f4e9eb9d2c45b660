import Values

/// Percent-encoding as RFC 3986 has it, read strictly: what could mean two things is refused.
@usableFromInline
package enum PercentCoding {
    package enum Problem: Error {
        case brokenEscape
        case bareByte(UInt8)
        case notUTF8

        /// What is wrong with the part of the request that `subject` names.
        package func detail(of subject: String) -> String {
            switch self {
            case .brokenEscape:
                "In \(subject), each % must be followed by two hexadecimal digits."
            case .bareByte(let byte):
                "In \(subject), byte \(byte) must be percent-encoded."
            case .notUTF8: "The bytes of \(subject) are not UTF-8."
            }
        }
    }

    /// Undoes the encoding.
    ///
    /// - Parameter plusIsBlank: whether `+` stands for a blank: in queries, where forms and most
    ///   HTTP libraries write it so, but not in paths.
    package static func decode(
        _ encoded: ArraySlice<UInt8>, plusIsBlank: Bool
    ) throws(Problem) -> String {
        if !encoded.contains(where: isSpecial) {
            // Nearly all that ever comes stands for itself.
            return String(decoding: encoded, as: UTF8.self)
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(encoded.count)
        var rest = encoded
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = digit(rest.popFirst()), let low = digit(rest.popFirst()) else {
                    throw .brokenEscape
                }
                decoded.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsBlank: decoded.append(UInt8(ascii: " "))
            case 0...0x20, 0x7F..., UInt8(ascii: "#"): throw .bareByte(byte)
            default: decoded.append(byte)
            }
        }
        guard let text = Text(utf8: decoded) else { throw .notUTF8 }
        return text.string
    }

    /// Whether the byte does not stand for itself everywhere.
    ///
    /// Compiled into the callers: it is asked for every byte of a path.
    @inlinable
    package static func isSpecial(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: "#")
    }

    private static func digit(_ byte: UInt8?) -> UInt8? {
        switch byte {
        case .some(let byte) where byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"):
            byte - UInt8(ascii: "0")
        case .some(let byte) where byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "F"):
            byte - UInt8(ascii: "A") + 10
        case .some(let byte) where byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f"):
            byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
