import Platform

/// A body after decompression, with the memory that it was given.
struct UnpackedBody: Sendable {
    let bytes: [UInt8]
    /// What `bytes` take of it; `nil` for a body that came as it is and is counted by its connection.
    private let budget: Budget?

    init(asItCame bytes: [UInt8]) {
        self.bytes = bytes
        budget = nil
    }

    /// Unpacks `packed`, as far as there is memory for as large a body as there may be.
    ///
    /// A few kilobytes may unpack to megabytes, so it is what comes out that counts.
    init(
        unpacking packed: [UInt8], as encoding: ContentEncoding, from budget: Budget
    ) throws(CompressionError) {
        guard budget.take(ServerLimits.bodyBytesMax) else { throw .noRoom }
        do throws(CompressionError) {
            bytes = try encoding.decode(packed)
        } catch {
            budget.give(ServerLimits.bodyBytesMax)
            throw error
        }
        budget.give(ServerLimits.bodyBytesMax - bytes.count)
        self.budget = budget
    }

    /// Gives the memory back; call it once, when the request has been answered.
    func release() {
        budget?.give(bytes.count)
    }
}
