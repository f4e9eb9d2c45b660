package import Model

/// What a trim takes away: everything in the stream up to and including a number.
package struct StreamTrim: Hashable, Sendable {
    package let stream: StreamID
    package let through: SequenceNumber

    package init(stream: StreamID, through: SequenceNumber) {
        self.stream = stream
        self.through = through
    }
}
