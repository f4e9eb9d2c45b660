import Values

/// What the ledger remembers of an update with ONCE: that its id was applied.
struct OnceRecord: Hashable, Sendable, LedgerEntry {
    static let name = "an id of ONCE"

    var lastSecond: Int64

    init(lastSecond: Int64) {
        self.lastSecond = lastSecond
    }

    func encodeRest(to writer: inout ByteWriter) {}

    init(lastSecond: Int64, rest reader: inout ByteReader) throws(CodecError) {
        self.lastSecond = lastSecond
    }
}
