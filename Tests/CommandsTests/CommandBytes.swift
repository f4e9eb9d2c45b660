import Commands
import Engine
import Values

extension Command {
    /// The bytes that the log keeps.
    var encoded: [UInt8] {
        var writer = ByteWriter()
        encode(to: &writer)
        return writer.bytes
    }

    /// Whether the other is the same command of the same kind.
    func isSame(as other: any StoreCommand) -> Bool {
        (other as? Self) == self
    }
}

/// Reads all of `bytes`.
func decode(_ bytes: [UInt8]) throws(CodecError) -> any StoreCommand {
    var reader = ByteReader(bytes)
    let command = try CommandRegistry.all.read(from: &reader)
    try reader.expectEnd()
    return command
}

extension [UInt8] {
    /// Two digits a byte, for comparisons with bytes written in a test.
    var hex: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Reads what `hex` writes.
    init(hex: String) {
        let digits = hex.compactMap(\.hexDigitValue)
        self = stride(from: 0, to: digits.count - 1, by: 2).map { index in
            UInt8(digits[index] * 16 + digits[index + 1])
        }
    }
}
