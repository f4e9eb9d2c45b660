/// Bounds of programs that call a server.
package enum ClientLimits {
    /// Bytes of a request, as many as a server takes: a longer definition is an error that says so,
    /// and is not sent.
    package static let requestBytesMax = 16 << 20
    /// Bytes of an answer that are kept: the call has failed.
    package static let responseBytesMax = 32 << 20
    /// Seconds for which a call is tried again while the server has never answered.
    static let firstContactSecondsMax = 5
    /// Bytes after which a batch of events is sent, far below `requestBytesMax`.
    package static let batchBytesMax = 4 << 20
    /// Bytes of a line: longer than any event, so it is an error that names the line, and a file
    /// without line ends is not read into memory.
    package static let lineBytesMax = 1 << 20
    /// Bytes that are read of a file at one time.
    package static let chunkBytes = 256 << 10
    /// The same of a packed file: a thousand times as much may come out of it.
    static let packedChunkBytes = 16 << 10
    /// Bytes that are compared to notice that a file has been cut off and written anew.
    static let comparedBytesMax = 256
}
