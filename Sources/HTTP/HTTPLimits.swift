/// Every bound of the HTTP side, with its reason and the answer when it is reached.
package enum HTTPLimits {
    /// A request body, also after decompression: 413.
    package static let bodyBytesMax = 16 << 20
    /// The request line, method and version included: 400.
    package static let requestLineBytesMax = 16 << 10
    /// Bytes of a line that is too long by which the application says how that is answered.
    package static let lineBeginningBytes = 64
    /// All header lines of a request together, trailers included: 400.
    package static let headerBytesMax = 16 << 10
    /// Header fields of one request, trailers included: 400.
    package static let headerFieldsMax = 256
    /// The line in front of a chunk, of which only the size matters: 400.
    package static let chunkLineBytesMax = 4 << 10
    /// Bodies that are held in memory at one time, over all connections: 503, to be tried again.
    ///
    /// As much again is there for those that came compressed and were unpacked.
    package static let bodyBytesInFlightMax = 512 << 20
    /// Bodies of one connection's requests are not counted against `bodyBytesInFlightMax` up to this
    /// size together: with the largest number of connections they take 640 MiB, and counting them
    /// would cost each request.
    package static let uncountedBodyBytesMax = 64 << 10
    /// Requests of one connection that are under way at one time; further ones wait in its socket.
    ///
    /// Twice what clients send without waiting when they do, and few answers to keep when the first
    /// one takes long.
    package static let pipelinedRequestsMax = 32
    /// Answers of one connection are handed to its socket when they take more than this, before
    /// further ones are made: only then the socket shows whether the client reads them.
    package static let unsentBytesMax = 64 << 10
    /// Answers that wait to be compressed or that their clients have not taken yet, over all
    /// connections: a read whose answer goes beyond gets 503, to be tried again.
    ///
    /// Sixteen of the largest answers. The answer of a write that was carried out is always sent;
    /// so while there is no room at all, writes get 503 before they are carried out.
    package static let responseBytesInFlightMax = 256 << 20
    /// The part of `responseBytesInFlightMax` that is for answers of writes only: one eighth.
    package static let responseBytesShareOfWrites = 8
    /// Answers up to this size are not counted against `responseBytesInFlightMax`: a socket takes them
    /// nearly always at once, and counting them would cost each request.
    package static let uncountedResponseBytesMax = 64 << 10
    /// Connections open at one time, unless set otherwise: 503 and closed.
    package static let connectionsMaxDefault = 10_000
    /// Connections the kernel keeps for us between two turns of the accepting loop.
    package static let acceptBacklog: Int32 = 1024
    /// A connection without a request for so long is closed without a response.
    ///
    /// SDKs keep theirs for about a minute and try again on another one.
    package static let idleSecondsDefault = 120
    /// A request must have arrived in whole so long after its first byte: 408.
    package static let requestSecondsMax = 60
    /// A client that does not read its answer for so long is cut off.
    package static let stalledWriteSecondsMax = 60
    /// The same while more than half of `responseBytesInFlightMax` is taken.
    package static let stalledWriteSecondsMaxWhenCrowded = 20
    static let stalledWriteSecondsSparedWhenCrowded =
        stalledWriteSecondsMax - stalledWriteSecondsMaxWhenCrowded
    /// The same for a client that follows a stream: it may be busy with what it has read, and goes on
    /// where it stood when it comes back.
    package static let stalledStreamSecondsMax = 600
    /// The same while other readers wait for the memory that its part takes.
    package static let stalledStreamSecondsMaxWhenCrowded = 20
    /// What is read and thrown away of a request that was refused before its end, so that the
    /// client reads our answer instead of a reset connection.
    package static let discardBytesMax = 128 << 20
    /// How long that may take.
    package static let discardSecondsMax = 10
    /// Responses above this are compressed for clients that accept it.
    package static let compressionThresholdBytes = 4096
    /// Bodies above this are packed and unpacked on another thread: 32 KiB take about a
    /// millisecond, for which other connections of the same event loop would wait.
    package static let inlineCompressionBytesMax = 32 << 10
    /// Accepted requests get so long to be answered once the server begins to stop.
    package static let drainSecondsMax: Int64 = 10
}
