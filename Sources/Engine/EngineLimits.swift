import Model

/// The engine's own bounds, with their reasons; bounds that an API's clients can reach are in
/// `Limits`.
package enum EngineLimits {
    /// Bytes of commands after which a group is cut, unless it is one command: what is applied and
    /// published at once.
    package static let groupBytesMax = Limits.commandBytesMax
    /// Room for a command as most are, so that its bytes are not moved while they are written.
    static let commandBytesUsual = 128
    /// The longest key that LMDB takes, as it is built everywhere.
    package static let storedKeyBytesMax = LongKey.storedBytes
}
