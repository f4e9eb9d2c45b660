/// An open tumbling window of a handler, and the state that its last answer handed on.
package struct WindowState: Hashable, Sendable {
    package var start: Timestamp
    package var end: Timestamp
    /// JSON, at most `Limits.windowStateBytesMax`.
    package var state: [UInt8]

    package init(start: Timestamp, end: Timestamp, state: [UInt8]) {
        self.start = start
        self.end = end
        self.state = state
    }
}
