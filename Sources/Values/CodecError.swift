/// Why stored bytes cannot be read.
///
/// Corrupt bytes throw; they never stop the process.
package enum CodecError: Error, Hashable, Sendable {
    /// The bytes end before the thing that they begin.
    case truncated
    /// The bytes say something that no writer writes; the text says what.
    case invalid(String)
    /// Lists and maps inside each other beyond `CodecLimits.depthMax`.
    case tooDeep
    /// Bytes are left after the last thing.
    case trailingBytes
}

/// The bounds of reading stored bytes.
package enum CodecLimits {
    /// Values may nest 32 deep, and an expression may put such a value at a path of 32 steps;
    /// twice their sum bounds the recursion without ever refusing what was written.
    package static let depthMax = 2 * (ValueLimits.depthMax + ValueLimits.pathElementsMax)

    /// A count is believed so far before its elements have shown up: a corrupt one must not
    /// reserve memory in its own measure.
    static let reservedMax = 256
}
