/// A JSON text (RFC 8259), checked completely and kept as its own bytes plus a flat tape of tokens.
///
/// Parsing looks at each byte once and allocates nothing per value; strings and numbers are made
/// only when a node is read as one. Refused beyond the grammar: invalid UTF-8 (overlong
/// forms and surrogates included), escapes of lone surrogates, a byte order mark, nesting deeper
/// than `depthMax`, anything but blanks after the value, and (unless allowed) two members of one
/// name.
@usableFromInline
package final class JSONDocument: Sendable {
    @usableFromInline let bytes: [UInt8]
    @usableFromInline let tape: [JSONToken]

    /// Reads `bytes` as one JSON value, in time linear in their number (`n log n` in the members
    /// of a large object, whose names are sorted to find duplicates).
    ///
    /// - Parameter allowsDuplicateNames: for the few formats whose rules say which of two members
    ///   of one name counts; `members` then has both, in order.
    package init(
        parsing bytes: [UInt8], depthMax: Int = JSONLimits.depthMax,
        allowsDuplicateNames: Bool = false
    ) throws(JSONError) {
        var parser = JSONParser(
            textLength: bytes.count, depthMax: depthMax,
            allowsDuplicateNames: allowsDuplicateNames)
        try parser.parse(bytes.span)
        self.bytes = bytes
        tape = parser.tape
    }

    package convenience init(
        parsing text: String, depthMax: Int = JSONLimits.depthMax
    ) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), depthMax: depthMax)
    }

    @inlinable package var root: JSONNode { JSONNode(document: self, index: 0) }
}
