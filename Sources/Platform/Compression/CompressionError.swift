/// Why a compressed body cannot be read.
package enum CompressionError: Error, Hashable, Sendable {
    /// The bytes are not what their encoding says, or end too early, or go on too long.
    case corrupt
    /// The content is larger than a body may be.
    case tooLarge
    /// We do not know this content encoding.
    case unknownEncoding
    /// Other unpacked bodies take all the memory that there is for them.
    case noRoom
}
