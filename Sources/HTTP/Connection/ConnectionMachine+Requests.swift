import NIOCore

/// How requests arrive, and how those are rejected that go no further.
extension ConnectionMachine {
    mutating func take(_ part: RequestReader.Part) -> ConnectionAction? {
        switch (phase, part) {
        case (_, .head(let head)):
            request = head
            if exchanges.isEmpty { return begin(head) }
            if mayAskToJoin { return askToJoin(head) }
            wait()
        case (.collecting, .body(let bytes)): return collect(bytes)
        case (.collecting, .end): return perform()
        case (.discarding, .body(let bytes)): throwAway(bytes)
        case (.discarding, .end): stopReading()
        default: break
        }
        return nil
    }

    /// Whether the application is asked if the request that has come may be carried out together with
    /// those under way.
    var mayAskToJoin: Bool { !isHeldBack && !isDraining && exchanges.haveRoom }

    /// Asks that, at every event anew: memory may have become free.
    mutating func askToJoin(_ head: RequestHead) -> ConnectionAction? {
        question = .joining
        return .describe(head, first: exchanges.undescribed)
    }

    /// Keeps the request until those under way are answered.
    private mutating func wait() {
        phase = .waiting
        setDeadline(nil)
    }

    /// The application says what kind of request it is that was asked about.
    package mutating func described(_ description: RequestDescription) {
        let asked = question
        question = nil
        guard let head = request else { return }
        switch asked {
        case .host:
            if description.traits.contains(.needsListedHost) {
                reject(unlistedHost)
            } else {
                follow(collectBody(of: head))
            }
        case .joining:
            // Each of them may have a large response, and one after the other the client must take
            // them.
            let mayJoin =
                !description.isMemoryCrowded && description.traits.contains(.isOrderedWrite)
                && description.traitsOfFirst?.contains(.isOrderedWrite) ?? true
            if mayJoin {
                follow(begin(head))
            } else {
                isHeldBack = true
                wait()
            }
        case .memory, nil: break
        }
    }

    private mutating func follow(_ action: ConnectionAction?) {
        if let action { pending.append(action) }
    }

    mutating func beginCollecting() {
        phase = .collecting
        setDeadline(HTTPLimits.requestSecondsMax)
    }

    /// Begins with a request, if the host that it asks lets it.
    mutating func begin(_ head: RequestHead) -> ConnectionAction? {
        isHeldBack = false
        if phase != .collecting { beginCollecting() }
        switch hostCheck.verdict(on: head) {
        case .served: return collectBody(of: head)
        case .unlisted:
            question = .host
            return .describe(head, first: nil)
        case .rejected(let rejection):
            reject(rejection)
            return nil
        }
    }

    /// Begins with the body of a request, if its head lets it.
    private mutating func collectBody(of head: RequestHead) -> ConnectionAction? {
        if case .length(let count) = head.framing, count > HTTPLimits.bodyBytesMax {
            reject(.bodyTooLarge)
        } else if let expectation = head.fields.expect, !head.line.isHTTP10 {
            if expectation.isEqualIgnoringCase("100-continue") { return .sendContinue }
            reject(.expectationFailed)
        }
        return nil
    }

    private mutating func collect(_ bytes: ByteBuffer) -> ConnectionAction? {
        let count = bytes.readableBytes
        if body.readableBytes + count > HTTPLimits.bodyBytesMax {
            reject(.bodyTooLarge)
            return nil
        }
        let missing = bodies.missing(for: count)
        if missing > 0 {
            question = .memory(bytes)
            return .takeMemory(bytes: missing)
        }
        hold(bytes)
        return nil
    }

    /// Whether there was memory for the bytes that have arrived.
    package mutating func memoryTaken(_ isTaken: Bool) {
        guard case .memory(let bytes)? = question else { return }
        question = nil
        if isTaken { hold(bytes) } else { reject(.tooManyBodies) }
    }

    private mutating func hold(_ bytes: ByteBuffer) {
        bodies.hold(bytes.readableBytes)
        if body.readableBytes == 0 {
            body = bytes
        } else {
            body.writeImmutableBuffer(bytes)
        }
    }

    /// The bytes of a body are not needed any more.
    mutating func releaseBody(_ count: Int) {
        let freed = bodies.release(count)
        if freed > 0 { pending.append(.giveMemory(bytes: freed)) }
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
        releaseBody(body.readableBytes)
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
