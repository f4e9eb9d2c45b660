package import Values

/// Which batch of which source this is: what makes a retried batch count once.
///
/// A source numbers its batches; a table accepts the number after the last one it accepted, or any
/// number from a source that it does not know.
package struct SourceMark: Hashable, Sendable {
    /// 1 to `Limits.sourceBytesMax` bytes.
    package var source: Text
    /// Not negative.
    package var sequence: Int64

    package init(source: Text, sequence: Int64) {
        self.source = source
        self.sequence = sequence
    }
}
