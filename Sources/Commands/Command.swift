package import Values

/// A kind of write: a value that the log keeps and that every copy of the state applies the same way.
///
/// Nothing but the command, its time and the state decides its outcome. The store uses a kind
/// through these members only: a new kind is a type that has them and one line in the engine's
/// registry.
package protocol Command: Hashable, Sendable {
    /// What it comes to when it is applied.
    associatedtype Reply: Sendable
    /// Why it may change nothing.
    ///
    /// A rejection is an answer, not a failure: the store is fine.
    associatedtype Rejection: Error, Hashable

    /// How the log says that one of its kind follows.
    static var form: CommandForm { get }
    /// Further forms in which the log may have one.
    static var otherForms: [CommandForm] { get }
    static var traits: CommandTraits { get }

    /// The form in which the log has this one.
    var form: CommandForm { get }
    /// How many items it may write, at least one.
    var itemCount: Int { get }
    /// How many entries it may write at once, before the group's items are: marks, records of
    /// idempotency, what belongs to the catalog.
    var directEntryCount: Int { get }
    /// Why the command will be rejected whatever the state is; `nil` when that depends on the
    /// state.
    ///
    /// Checked on the caller's thread, so that the writer spends no time on such a command.
    var certainRejection: Rejection? { get }

    /// Writes what the log has of it behind its form.
    func encodeBody(to writer: inout ByteWriter)
    /// Reads what `encodeBody` wrote; anything else throws.
    init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError)
}

extension Command {
    package static var otherForms: [CommandForm] { [] }
    package var form: CommandForm { Self.form }
    package var certainRejection: Rejection? { nil }

    /// Writes the one binary form of this command.
    package func encode(to writer: inout ByteWriter) {
        form.encode(to: &writer)
        encodeBody(to: &writer)
    }
}
