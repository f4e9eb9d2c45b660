/// The two content encodings of the DynamoDB protocol, for requests and responses.
package enum ContentEncoding: String, Sendable {
    case gzip
    /// The zlib format (RFC 1950), in spite of its HTTP name.
    case deflate

    /// Packs a body.
    package func encode(_ bytes: [UInt8]) -> [UInt8] {
        Zlib.pack(bytes, as: format)
    }

    /// Unpacks a body of one or more members up to its last byte.
    ///
    /// An empty body is refused too: there is no such thing as zero members.
    package func decode(
        _ bytes: [UInt8], bytesMax: Int
    ) throws(CompressionError) -> [UInt8] {
        try Zlib.unpack(bytes, as: format, bytesMax: bytesMax)
    }

    private var format: Zlib.Format {
        switch self {
        case .gzip: .gzip
        case .deflate: .zlib
        }
    }
}
