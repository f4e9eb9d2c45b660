/// What a connection does next, as its machine decides.
package enum ConnectionAction: Equatable {
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

/// How a response is written.
package struct ResponseFraming: Equatable {
    /// Whether its body is left out.
    package var isHead = false
    /// Whether the client speaks HTTP/1.0.
    package var isOldClient = false
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
