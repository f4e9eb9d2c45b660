import Values

/// How the log says which kind of command follows, and in which form.
///
///     version u8 · kind u8 · part u8, for kinds that have parts
///
/// Numbers are never given to another kind.
package struct CommandForm: Hashable, Sendable {
    /// 1; 2 where a kind has come to say more.
    package let version: UInt8
    package let kind: UInt8
    package let part: UInt8?

    package init(version: UInt8 = 1, kind: UInt8, part: UInt8? = nil) {
        self.version = version
        self.kind = kind
        self.part = part
    }

    func encode(to writer: inout ByteWriter) {
        writer.write(byte: version)
        writer.write(byte: kind)
        if let part { writer.write(byte: part) }
    }
}
