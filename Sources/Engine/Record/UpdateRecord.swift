import Values

/// What the idempotency table remembers of an update with ONCE: that its id was applied, and for
/// what.
///
///     rest   digest u64 of the key and the update; none in records from before there were digests
struct UpdateRecord: Hashable, Sendable, IdempotencyRecord {
    static let name = "an id of ONCE"

    var lastSecond: Int64
    var digest: UInt64?

    init(lastSecond: Int64, digest: UInt64?) {
        self.lastSecond = lastSecond
        self.digest = digest
    }

    func encodeRest(to writer: inout ByteWriter) {
        if let digest { writer.write(fixed: digest) }
    }

    init(lastSecond: Int64, rest reader: inout ByteReader) throws(CodecError) {
        self.lastSecond = lastSecond
        digest = reader.isAtEnd ? nil : try reader.readFixed()
    }
}
