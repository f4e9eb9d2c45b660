/// How responses leave, in the order of their requests.
extension ConnectionMachine {
    /// What becomes of a response that has been made.
    package enum Arrival {
        /// The client went away while the request was carried out; the response is dropped.
        case abandoned
        /// It is written now.
        case due
        /// It is kept until its turn.
        case early
    }

    /// The response to a request is there.
    package mutating func responseArrived(_ number: Int) -> Arrival {
        guard exchanges.isAwaited(number) else { return .abandoned }
        if stream == nil, number == exchanges.firstNumber { return .due }
        exchanges.keep(number)
        return .early
    }

    /// The response to the first request under way is written now.
    ///
    /// - Parameters:
    ///   - closesConnection: whether the connection is of no further use.
    ///   - hasStream: whether the body is a stream.
    package mutating func beginResponse(closesConnection: Bool, hasStream: Bool) -> ResponseFraming
    {
        guard let exchange = exchanges.popFirst() else {
            preconditionFailure("A response is written for a request under way.")
        }
        releaseBody(exchange.bodyBytes)
        var framing = ResponseFraming()
        framing.isHead = exchange.isHead
        framing.isHTTP10 = exchange.isHTTP10
        framing.isStreamed = hasStream && !framing.isHead
        framing.isLast =
            !exchange.isKeptAlive || closesConnection || (exchanges.isEmpty && isEnding)
            || (framing.isStreamed && framing.isHTTP10)
        if framing.isStreamed {
            beginStream(isLast: framing.isLast)
        } else {
            finishResponse(isLast: framing.isLast)
        }
        return framing
    }

    /// Whether no further request is taken when all others are answered.
    private var isEnding: Bool {
        isDraining || (isInputClosed && phase == .idle && !reader.hasBytes)
    }

    /// What follows when a response is written.
    mutating func finishResponse(isLast: Bool) {
        if !isLast {
            isNewlyDone = exchanges.isEmpty
            return
        }
        // No response is sent any more on a connection that is being closed.
        exchanges.abandon()
        switch phase {
        case .discarding: setDeadline(HTTPLimits.discardSecondsMax)
        case .refusing:
            setDeadline(HTTPLimits.discardSecondsMax)
            pending.append(.closeOutput)
        default: closeWhenWritten()
        }
    }

    // MARK: Streams

    private mutating func beginStream(isLast: Bool) {
        stream = StreamProgress(isLast: isLast)
        if isInputClosed {
            close()
        } else if isDraining {
            drain()
        } else {
            pending.append(.advanceStream)
        }
    }

    /// The stream has another part, which is written now.
    package mutating func streamPartReady() {
        stream?.unsentSince = now
    }

    /// The socket has taken the part.
    package mutating func streamPartWritten() {
        guard stream != nil else { return }
        stream?.unsentSince = nil
        pending.append(.advanceStream)
    }

    /// The stream has come to its end.
    package mutating func streamEnded() {
        guard let ended = stream else { return }
        stream = nil
        pending.append(.endStream)
        finishResponse(isLast: ended.isLast || isDraining)
    }
}

/// A response whose body is being streamed.
struct StreamProgress: Equatable {
    /// Whether the connection is closed behind it.
    let isLast: Bool
    /// When the part was written that the socket has not taken.
    var unsentSince: Int?

    init(isLast: Bool) {
        self.isLast = isLast
    }

    /// Whether the client has taken nothing for so long that it may be cut off.
    func isStalled(at now: Int, isCrowded: Bool) -> Bool {
        guard let unsentSince else { return false }
        let secondsMax =
            isCrowded
            ? HTTPLimits.stalledStreamSecondsMaxWhenCrowded : HTTPLimits.stalledStreamSecondsMax
        return now - unsentSince >= secondsMax
    }
}
