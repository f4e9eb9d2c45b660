import Mutations
import Values

/// What the ledger remembers of a source: the sequence number of its last batch.
///
/// The rest of its form: sequence signed varint.
struct SourceRecord: Hashable, Sendable, LedgerEntry {
    static let name = "a source's mark"

    var lastSecond: Int64
    var sequence: Int64

    /// The record after a batch at `time`.
    init(sequence: Int64, at time: Timestamp) {
        lastSecond = time.seconds + Limits.sourceLifeSeconds
        self.sequence = sequence
    }

    /// Moves on in steps of 2^16 seconds, some 18 hours, so that most batches of a busy source
    /// write one entry of the ledger, not three.
    var markSecond: Int64 { lastSecond | 0xFFFF }

    func encodeRest(to writer: inout ByteWriter) {
        writer.write(signedVarint: sequence)
    }

    init(lastSecond: Int64, rest reader: inout ByteReader) throws(CodecError) {
        self.lastSecond = lastSecond
        sequence = try reader.readSignedVarint()
    }
}
