/// Reads the bytes of an item that were validated before, where nothing can go wrong any more.
struct SoundReader: Sendable {
    let bytes: [UInt8]
    var offset: Int

    /// What kind of value comes next.
    var tag: ValueTag {
        sound { () throws(CodecError) in try bytes.span.tag(at: offset) }
    }

    @inline(__always)
    mutating func readCount() -> Int {
        read { (bytes, offset) throws(CodecError) in try bytes.readCount(at: &offset) }
    }

    @inline(__always)
    mutating func takeLengthPrefixed() -> Range<Int> {
        read { (bytes, offset) throws(CodecError) in try bytes.takeLengthPrefixed(at: &offset) }
    }

    @inline(__always)
    mutating func skipValue() {
        read { (bytes, offset) throws(CodecError) in try bytes.skipValue(at: &offset) }
    }

    mutating func readNumber() -> Number {
        read { (bytes, offset) throws(CodecError) in try bytes.readNumber(at: &offset) }
    }

    mutating func readValue() -> Value {
        read { (bytes, offset) throws(CodecError) in try bytes.readValue(at: &offset) }
    }

    /// Steps over a value and says what DynamoDB counts for it.
    mutating func measureValue() -> Int {
        read { (bytes, offset) throws(CodecError) in try bytes.measureValue(at: &offset) }
    }

    /// Reads a container's size and returns where it must end.
    mutating func readContainer() -> Int {
        read { (bytes, offset) throws(CodecError) in
            try bytes.readContainer(depth: 0, at: &offset)
        }
    }

    @inline(__always)
    private mutating func read<Result>(
        _ body: (Span<UInt8>, inout Int) throws(CodecError) -> Result
    ) -> Result {
        var end = offset
        defer { offset = end }
        return sound { () throws(CodecError) in try body(bytes.span, &end) }
    }
}

/// Reads what was validated before.
@inline(__always)
func sound<Result>(_ body: () throws(CodecError) -> Result) -> Result {
    do { return try body() } catch {
        preconditionFailure("an image that was read once cannot be read again: \(error)")
    }
}
