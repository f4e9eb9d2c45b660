import Mutations
import Values

/// What the ledger remembers of a source: the sequence number of its last batch, and the digests of
/// its last batches.
///
/// The rest of its form: sequence signed varint · digests, fixed u64 each, the last batch's first.
/// A record from before there were digests has none.
struct SourceRecord: Hashable, Sendable, LedgerEntry {
    static let name = "a source's mark"
    private static let digestBytes = 8

    var lastSecond: Int64
    var sequence: Int64
    /// As they are stored: moving them on copies bytes.
    private var digests: [UInt8]

    /// The record after a batch at `time`; `before` is the one that it follows.
    init(_ mark: SourceMark, at time: Timestamp, after before: SourceRecord?) {
        lastSecond = time.seconds + Limits.sourceLifeSeconds
        sequence = mark.sequence
        guard let digest = mark.digest else {
            digests = []
            return
        }
        var writer = ByteWriter()
        writer.reserveCapacity(Limits.sourceDigestsMax * SourceRecord.digestBytes)
        writer.write(fixed: digest)
        if let kept = before?.digests {
            let bytesMax = (Limits.sourceDigestsMax - 1) * SourceRecord.digestBytes
            writer.write(bytes: kept.prefix(bytesMax))
        }
        digests = writer.bytes
    }

    /// When its last batch was applied, in seconds since 1970.
    var second: Int64 { lastSecond - Limits.sourceLifeSeconds }

    /// How many batches, the last one among them, it knows the content of.
    var digestCount: Int { digests.count / SourceRecord.digestBytes }

    /// The digest of the batch that came so many before the last one, as far as it is kept.
    func digest(ofBatchBefore age: Int64) -> UInt64? {
        guard age >= 0, age < digestCount else { return nil }
        let start = Int(age) * SourceRecord.digestBytes
        return digests[start..<start + SourceRecord.digestBytes].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// What a batch of the source comes to, unless it is the next one: `nil`.
    func answer(to mark: SourceMark) -> Result<Reply, Refusal>? {
        guard mark.sequence <= sequence else {
            return mark.sequence == sequence + 1
                ? nil : .failure(.sequenceGap(expected: sequence + 1))
        }
        // From logs of before.
        guard let digest = mark.digest else { return .success(.duplicate(last: sequence)) }
        guard let kept = self.digest(ofBatchBefore: sequence - mark.sequence) else {
            if digests.isEmpty, mark.sequence == sequence {
                return .success(.duplicate(last: sequence))
            }
            let oldest = sequence - Int64(max(digestCount, 1)) + 1
            return .failure(.sequenceTooOld(last: sequence, oldest: oldest))
        }
        return kept == digest
            ? .success(.duplicate(last: sequence)) : .failure(.sequenceReused(last: sequence))
    }

    /// Moves on in steps of 2^16 seconds, some 18 hours, so that most batches of a busy source
    /// write one entry of the ledger, not three.
    var markSecond: Int64 { lastSecond | 0xFFFF }

    func encodeRest(to writer: inout ByteWriter) {
        writer.write(signedVarint: sequence)
        writer.write(bytes: digests)
    }

    init(lastSecond: Int64, rest reader: inout ByteReader) throws(CodecError) {
        self.lastSecond = lastSecond
        sequence = try reader.readSignedVarint()
        guard reader.remaining.isMultiple(of: SourceRecord.digestBytes),
            reader.remaining <= Limits.sourceDigestsMax * SourceRecord.digestBytes
        else { throw .invalid("\(reader.remaining) bytes of digests") }
        digests = try reader.readBytes(reader.remaining)
    }
}
