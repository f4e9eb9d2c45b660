/// Why stored bytes cannot be read.
///
/// Corrupt bytes throw; they never stop the process.
package enum CodecError: Error, Hashable, Sendable {
    /// The bytes end before the thing that they begin.
    case truncated
    /// The bytes say something that no writer writes; the text says what.
    case invalid(String)
    /// Lists and maps inside each other beyond `ValueLimits.storedDepthMax`.
    case tooDeep
    /// Bytes are left after the last thing.
    case trailingBytes
}
