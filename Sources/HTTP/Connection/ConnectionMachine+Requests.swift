import NIOCore

/// How requests arrive, and how those are rejected that go no further.
extension ConnectionMachine {
    mutating func take(_ part: RequestReader.Part) -> ConnectionAction? {
        switch (phase, part) {
        case (_, .head(let head)):
            request = head
            if mayBegin(head) { return begin(head) }
            phase = .waiting
            setDeadline(nil)
        case (.collecting, .body(let bytes)): collect(bytes)
        case (.collecting, .end): return perform()
        case (.discarding, .body(let bytes)): throwAway(bytes)
        case (.discarding, .end): stopReading()
        default: break
        }
        return nil
    }

    func mayBegin(_ head: RequestHead) -> Bool {
        if exchanges.isEmpty { return true }
        // Each of them may have a large response, and one after the other the client must take them.
        return !isDraining && exchanges.mayBeJoined(by: head, shared.application)
            && !shared.responseMemory.isCrowded
    }

    mutating func beginCollecting() {
        phase = .collecting
        setDeadline(HTTPLimits.requestSecondsMax)
    }

    /// Begins with the body of a request, if its head lets it.
    mutating func begin(_ head: RequestHead) -> ConnectionAction? {
        if phase != .collecting { beginCollecting() }
        if let rejection = hostCheck.rejection(of: head, for: shared.application) {
            reject(rejection)
        } else if case .length(let count) = head.framing, count > HTTPLimits.bodyBytesMax {
            reject(.bodyTooLarge)
        } else if let expectation = head.fields.expect, !head.line.isOldClient {
            if expectation.isEqualIgnoringCase("100-continue") { return .sendContinue }
            reject(.expectationFailed)
        }
        return nil
    }

    private mutating func collect(_ bytes: ByteBuffer) {
        if body.readableBytes + bytes.readableBytes > HTTPLimits.bodyBytesMax {
            reject(.bodyTooLarge)
        } else if !bodies.take(bytes.readableBytes) {
            reject(.tooManyBodies)
        } else if body.readableBytes == 0 {
            body = bytes
        } else {
            body.writeImmutableBuffer(bytes)
        }
    }

    /// Has the request carried out that has arrived in whole.
    private mutating func perform() -> ConnectionAction? {
        guard let head = request else { return nil }
        let whole = HTTPRequest(head: head, body: Array(buffer: body))
        let number = exchanges.begin(head, bodyBytes: body.readableBytes)
        request = nil
        body = ByteBuffer()
        phase = head.isKeptAlive ? .idle : .over
        // What the store has accepted is answered whenever it is done.
        setDeadline(nil)
        return .perform(whole, number: number)
    }

    // MARK: Rejections

    /// The first line of the request that is arriving, once it is there.
    var requestLine: RequestLine? { request?.line ?? reader.requestLine }

    /// Answers a request that has not arrived in whole, and reads the rest of it into nowhere.
    private mutating func reject(_ rejection: ProtocolRejection) {
        reject(rejection, request?.line, then: .discarding)
    }

    /// Answers bytes that make no request; what follows them is read into nowhere.
    mutating func rejectUnreadable(_ error: ReadingError) {
        if phase == .discarding {
            // It has its response.
            if error == .bodyTooLarge { discardWithoutEnd() } else { stopReading() }
            return
        }
        reject(.unreadable(error), requestLine, then: .refusing)
        throwAway(reader.takeBytes())
    }

    mutating func reject(
        _ rejection: ProtocolRejection, _ line: RequestLine?, then phase: ConnectionPhase
    ) {
        bodies.give(body.readableBytes)
        body = ByteBuffer()
        request = nil
        self.phase = phase
        setDeadline(nil)
        exchanges.reject(RejectedRequest(rejection, line))
    }

    /// The rest of a rejected request is so long that its end is not waited for.
    private mutating func discardWithoutEnd() {
        phase = .refusing
        if exchanges.isEmpty { finishResponse(isLast: true) }
        throwAway(reader.takeBytes())
    }

    mutating func throwAway(_ bytes: ByteBuffer) {
        discardedBytes += bytes.readableBytes
        if discardedBytes > HTTPLimits.discardBytesMax { close() }
    }

    /// Ends with what is under way.
    private mutating func stopReading() {
        if exchanges.isEmpty { closeWhenWritten() } else { phase = .over }
    }

    /// What is left to do when the client sends no more.
    mutating func endInput() {
        switch phase {
        case .idle: if exchanges.isEmpty, stream == nil { closeWhenWritten() }
        case .collecting:
            guard stream == nil, isWritable else { return }
            rejectUnreadable(.malformed)
        case .discarding, .refusing: stopReading()
        case .waiting, .over, .closing, .closed: break
        }
    }
}
