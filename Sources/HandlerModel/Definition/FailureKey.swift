package import Model
package import Values

/// The key under which a table keeps what a handler could not handle.
///
/// By handler, in the order of the stream where the table has a sort key; sent again, a failure
/// takes the place of itself.
package enum FailureKey {
    /// Why a table with this key cannot keep failures, to follow a place and a colon.
    package static func problem(with schema: KeySchema) -> String? {
        for attribute in schema.keyAttributes where attribute.type != .string {
            return "\(attribute.name), a part of the table's key, must be a string to keep "
                + "failures, and is a \(attribute.type.word)"
        }
        return nil
    }

    /// The key for a failure whose first record is `first`.
    package static func key(
        of handler: Text, first: SequenceNumber, in schema: KeySchema
    ) -> Key {
        guard schema.sort != nil else {
            return Key(partition: .string(Text("\(handler)#\(first.text)")), sort: nil)
        }
        return Key(partition: .string(handler), sort: .string(Text(first.text)))
    }
}
