import Commands
import Model
import Values

/// What the idempotency table remembers of a source: the sequence number of its last batch, and the
/// digests of its last batches.
///
///     rest   sequence signed varint · digests u64…, the last batch's first
///            · for a source from before there were digests: 1 · `firstDigested` u64
///
/// A record from before there were digests ends after the sequence.
struct ProducerRecord: Hashable, Sendable, IdempotencyRecord {
    static let name = "a source's mark"
    private static let digestBytes = 8
    /// Before `firstDigested`; a record that ends after whole digests has neither.
    private static let firstMark: UInt8 = 1

    var lastSecond: Int64
    var sequence: Int64
    /// As they are stored: moving them on copies bytes.
    private var digests: [UInt8]
    /// The first number whose batch came with a digest, where there were batches without before it;
    /// `nil` for a source that always had digests.
    private var firstDigested: Int64?

    /// The record after a batch at `time`; `before` is the one that it follows.
    init(_ mark: HighWaterMark, at time: Timestamp, after before: ProducerRecord?) {
        lastSecond = time.seconds + Limits.sourceLifeSeconds
        sequence = mark.sequence
        guard let digest = mark.digest else {
            digests = []
            return
        }
        var writer = ByteWriter(
            capacity: Limits.sourceDigestsMax * ProducerRecord.digestBytes)
        writer.write(fixed: digest)
        if let kept = before?.digests {
            let bytesMax = (Limits.sourceDigestsMax - 1) * ProducerRecord.digestBytes
            writer.write(bytes: kept.prefix(bytesMax))
            firstDigested = kept.isEmpty ? mark.sequence : before?.firstDigested
        }
        digests = writer.bytes
    }

    /// When its last batch was applied, in seconds since 1970.
    var second: Int64 { lastSecond - Limits.sourceLifeSeconds }

    /// How many batches, the last one among them, it knows the content of.
    var digestCount: Int { digests.count / ProducerRecord.digestBytes }

    /// The digest of the batch that came so many before the last one, as far as it is kept.
    func digest(ofBatchBefore age: Int64) -> UInt64? {
        guard age >= 0, age < digestCount else { return nil }
        let start = Int(age) * ProducerRecord.digestBytes
        return digests[start..<start + ProducerRecord.digestBytes].reduce(0) {
            $0 << 8 | UInt64($1)
        }
    }

    /// What a batch of the source is, by its mark.
    enum Standing {
        /// The one that comes next.
        case next
        /// One that was applied before.
        case duplicate(last: Int64)
        case rejected(IncrementBatch.Rejection)
    }

    func standing(of mark: HighWaterMark) -> Standing {
        guard mark.sequence <= sequence else {
            return mark.sequence == sequence + 1
                ? .next : .rejected(.sequenceGap(expected: sequence + 1))
        }
        // From logs of before.
        guard let digest = mark.digest else { return .duplicate(last: sequence) }
        guard let kept = self.digest(ofBatchBefore: sequence - mark.sequence) else {
            // What came before digests is known by its number, as it was then.
            if digests.isEmpty || firstDigested.map({ mark.sequence < $0 }) == true {
                return .duplicate(last: sequence)
            }
            let oldest = sequence - Int64(max(digestCount, 1)) + 1
            return .rejected(.sequenceTooOld(last: sequence, oldest: oldest))
        }
        return kept == digest
            ? .duplicate(last: sequence) : .rejected(.sequenceReused(last: sequence))
    }

    /// Moves on in steps of 2^16 seconds, some 18 hours, so that most batches of a busy source
    /// write one entry of the idempotency table, not three.
    var markSecond: Int64 { lastSecond | 0xFFFF }

    func encodeRest(to writer: inout ByteWriter) {
        writer.write(signedVarint: sequence)
        writer.write(bytes: digests)
        if let firstDigested {
            writer.write(byte: ProducerRecord.firstMark)
            writer.write(fixed: UInt64(bitPattern: firstDigested))
        }
    }

    init(lastSecond: Int64, rest reader: inout ByteReader) throws(CodecError) {
        self.lastSecond = lastSecond
        sequence = try reader.readSignedVarint()
        let tailBytes = 1 + ProducerRecord.digestBytes
        let hasFirst = reader.remaining % ProducerRecord.digestBytes == 1
        let digestsBytes = hasFirst ? reader.remaining - tailBytes : reader.remaining
        guard digestsBytes >= 0, digestsBytes.isMultiple(of: ProducerRecord.digestBytes),
            digestsBytes <= Limits.sourceDigestsMax * ProducerRecord.digestBytes
        else { throw .invalid("\(reader.remaining) bytes of digests") }
        digests = try reader.readBytes(digestsBytes)
        guard hasFirst else { return }
        let mark = try reader.readByte()
        let first = Int64(bitPattern: try reader.readFixed(UInt64.self))
        guard mark == ProducerRecord.firstMark, !digests.isEmpty, first <= sequence else {
            throw .invalid("first number with a digest \(first), marked \(mark)")
        }
        firstDigested = first
    }
}
