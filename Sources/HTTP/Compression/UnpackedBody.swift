package import Platform

/// A body after decompression, with the memory that it was given.
package struct UnpackedBody: Sendable {
    package let bytes: [UInt8]
    /// What `bytes` take of it; `nil` for a body that came as it is and is counted by its connection.
    private let budget: Budget?

    package init(asItCame bytes: [UInt8]) {
        self.bytes = bytes
        budget = nil
    }

    /// Unpacks `packed`, as far as there is memory for as large a body as there may be.
    ///
    /// A few kilobytes may unpack to megabytes, so it is what comes out that counts.
    package init(
        unpacking packed: [UInt8], as encoding: ContentEncoding, from budget: Budget
    ) throws(CompressionError) {
        guard budget.take(HTTPLimits.bodyBytesMax) else { throw .noRoom }
        do throws(CompressionError) {
            bytes = try encoding.decode(packed)
        } catch {
            budget.give(HTTPLimits.bodyBytesMax)
            throw error
        }
        budget.give(HTTPLimits.bodyBytesMax - bytes.count)
        self.budget = budget
    }

    /// Gives the memory back; call it once, when the request has been answered.
    package func release() {
        budget?.give(bytes.count)
    }
}
