/// What a connection does next, as its machine decides.
package enum ConnectionAction: Equatable {
    /// Asks the application what kind of request this is, to be handed in by `described`.
    ///
    /// - `first`: another one that is asked about: the first under way.
    case describe(RequestHead, first: RequestHead?)
    /// Takes memory for a body that is arriving; whether there was any is handed in by
    /// `memoryTaken`.
    case takeMemory(bytes: Int)
    /// Gives such memory back.
    case giveMemory(bytes: Int)
    /// Has a request carried out; its response is handed in under the number.
    case perform(HTTPRequest, number: Int)
    /// Sends the response that was kept under this number: its turn has come.
    case sendKept(number: Int)
    /// Puts a rejection into the words of the API that was asked, and sends it.
    case reject(RejectedRequest)
    /// Sends 100 Continue, for which a client waits before it sends a body.
    case sendContinue
    /// Asks the stream under way for its next part.
    case advanceStream
    /// Stops the stream under way and writes the end of its body.
    case endStream
    /// Sends what is buffered and closes the output, but goes on reading.
    case closeOutput
    /// Closes once everything written has left.
    case closeWhenWritten
    /// Closes at once.
    case close
}

/// What a connection's machine is told about requests when it asks.
package struct RequestDescription: Equatable {
    package let traits: RequestTraits
    /// Those of the first request under way, where they were asked for.
    package let traitsOfFirst: RequestTraits?
    /// Whether the memory for responses is nearly full.
    package let isMemoryCrowded: Bool

    package init(
        traits: RequestTraits, traitsOfFirst: RequestTraits? = nil, isMemoryCrowded: Bool = false
    ) {
        self.traits = traits
        self.traitsOfFirst = traitsOfFirst
        self.isMemoryCrowded = isMemoryCrowded
    }
}

/// How a response is written.
package struct ResponseFraming: Equatable {
    /// Whether its body is left out.
    package var isHead = false
    /// Whether the client speaks HTTP/1.0.
    package var isHTTP10 = false
    /// Whether the connection is closed behind it.
    package var isLast = false
    /// Whether its body is a stream, which has now begun.
    package var isStreamed = false
}

/// A request that is not carried out, and why.
package final class RejectedRequest: Equatable {
    package let rejection: ProtocolRejection
    /// Its first line, if it came so far.
    package let line: RequestLine?

    package init(_ rejection: ProtocolRejection, _ line: RequestLine?) {
        self.rejection = rejection
        self.line = line
    }

    package static func == (left: RejectedRequest, right: RejectedRequest) -> Bool {
        left.rejection == right.rejection && left.line == right.line
    }
}
