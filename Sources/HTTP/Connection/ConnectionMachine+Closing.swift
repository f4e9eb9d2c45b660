/// When a connection ends.
extension ConnectionMachine {
    /// Closes once everything written has left for the client.
    mutating func closeWhenWritten() {
        guard phase != .closing, phase != .closed else { return }
        phase = .closing
        setDeadline(HTTPLimits.stalledWriteSecondsMax)
        exchanges.abandon()
        _ = reader.takeBytes()
        pending.append(.closeWhenWritten)
    }

    /// Closes at once.
    mutating func close() {
        phase = .closed
        exchanges.abandon()
        pending.append(.close)
    }

    /// The server stops: the requests at hand are still answered.
    package mutating func drain() {
        isDraining = true
        if stream != nil {
            // All parts are whole, so the client goes on elsewhere from the last one.
            stream = nil
            pending.append(.endStream)
            closeWhenWritten()
        } else if phase == .idle, exchanges.isEmpty, !reader.hasBytes {
            closeWhenWritten()
        }
    }

    /// A second has passed.
    ///
    /// - Parameters:
    ///   - isStreamCrowded: whether others wait for the memory of the stream under way.
    ///   - isMemoryCrowded: whether the memory for responses is nearly full.
    /// - Returns: whether there may be something to do.
    package mutating func tick(
        at now: Int, isStreamCrowded: Bool, isMemoryCrowded: Bool
    ) -> Bool {
        self.now = now
        if let stream, stream.isStalled(at: now, isCrowded: isStreamCrowded) {
            close()
            return true
        }
        guard now >= deadline || (isMemoryCrowded && isStalledWhenCrowded) else { return false }
        if phase != .collecting {
            close()
        } else if stream != nil {
            // The rest may be there: we do not read while a stream is sent.
            setDeadline(HTTPLimits.requestSecondsMax)
        } else {
            reject(.requestTooSlow, requestLine, then: .over)
        }
        return true
    }

    /// Whether the client has not taken its responses for so long that it is cut off where others
    /// need their memory.
    private var isStalledWhenCrowded: Bool {
        !isWritable && exchanges.isEmpty && [.idle, .waiting, .closing].contains(phase)
            && now + HTTPLimits.stalledWriteSecondsSparedWhenCrowded >= deadline
    }
}
