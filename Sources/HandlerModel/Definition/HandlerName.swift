package import Values

/// What handlers, and the directories of their failures, may be called.
package enum HandlerName {
    /// Follows a place and a colon.
    package static let rule =
        "a name has \(HandlerLimits.nameBytes.lowerBound) to \(HandlerLimits.nameBytes.upperBound) "
        + "of a-z, A-Z, 0-9, _, . and -, and begins with a letter or a digit"

    /// Whether it can be a name: one that is a safe file name and needs no escapes in a path.
    package static func isValid(_ name: Text) -> Bool {
        guard HandlerLimits.nameBytes.contains(name.utf8Count),
            let first = name.string.utf8.first, isAlphanumeric(first)
        else { return false }
        return name.string.utf8.allSatisfy { byte in
            isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "-")
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
