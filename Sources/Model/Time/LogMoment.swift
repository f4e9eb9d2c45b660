/// When a command is applied: its time, and its place in the log.
package struct LogMoment: Hashable, Sendable {
    package let time: Timestamp
    package let position: UInt64

    package init(time: Timestamp, position: UInt64) {
        self.time = time
        self.position = position
    }

    /// The last number that a change record up to and with this command can have.
    package var lastSequence: SequenceNumber { .last(ofPosition: position) }
}
