/// A document as it is walked by the positions of its values: nothing of it is held, so a step counts no
/// references.
///
/// For readers that look at every value of large bodies; `JSONNode` is for the others.
/// Positions are given by `JSONNode.withWalk` and `next`; the first child of a container stands behind
/// it.
@usableFromInline
package struct JSONWalk: ~Escapable {
    @usableFromInline let bytes: Span<UInt8>
    @usableFromInline let tape: Span<JSONToken>

    @_lifetime(copy bytes, copy tape)
    init(bytes: Span<UInt8>, tape: Span<JSONToken>) {
        self.bytes = bytes
        self.tape = tape
    }

    @inlinable
    package func kind(at position: Int) -> JSONKind { tape[position].kind }

    /// The number of elements of an array or members of an object.
    @inlinable
    package func count(at position: Int) -> Int { tape[position].count }

    /// The position of the value that follows one, and all that is in that one.
    @inlinable
    package func next(after position: Int) -> Int { Int(tape[position].next) }

    /// Whether the literal there, which is a boolean, is `true`.
    @inlinable
    package func isTrue(at position: Int) -> Bool { tape[position].end - tape[position].start == 4 }

    /// A value as it was written, a string without its quotes.
    @inlinable
    @_lifetime(copy self)
    package func text(at position: Int) -> Span<UInt8> { bytes.extracting(tape[position].range) }

    /// The text of a string with escapes; `nil` for one that is written as it is.
    package func unescaped(at position: Int) -> [UInt8]? {
        let token = tape[position]
        guard token.isEscaped else { return nil }
        return JSONEscapes.decode(bytes, in: token.range)
    }
}

extension JSONNode {
    /// Lets `body` walk the document from this value on, which stands at the position that it is given.
    package func withWalk<Result>(_ body: (JSONWalk, Int) -> Result) -> Result {
        let bytes = document.bytes
        let tape = document.tape
        return body(JSONWalk(bytes: bytes.span, tape: tape.span), index)
    }
}
