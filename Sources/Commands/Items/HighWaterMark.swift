package import Values

/// Which batch of which source this is: what makes a retried batch count once.
///
/// A source numbers its batches; a table accepts the number after the last one it accepted, or any
/// number from a source that it does not know.
package struct HighWaterMark: Hashable, Sendable {
    /// 1 to `Limits.sourceBytesMax` bytes.
    package var source: Text
    /// Not negative.
    package var sequence: Int64
    /// A digest of what the request says, by which other content under the same number is noticed.
    ///
    /// The API computes it from the meaning of the request and nothing else, as the writes of a
    /// batch may depend on when it came. `nil` for commands of logs from before there were digests.
    package var digest: UInt64?

    package init(source: Text, sequence: Int64, digest: UInt64? = nil) {
        self.source = source
        self.sequence = sequence
        self.digest = digest
    }
}
