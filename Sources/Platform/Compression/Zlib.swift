import CZlib

/// The zlib library, for one whole body at a time.
///
/// It says `unsafe`, as `GzipStream` does: zlib reads and writes through pointers, which here never
/// leave the call that they are made for.
enum Zlib {
    enum Format {
        case gzip, zlib

        /// zlib's way to say which: the size of the window, plus 16 for gzip.
        fileprivate var windowBits: Int32 {
            switch self {
            case .gzip: MAX_WBITS + 16
            case .zlib: MAX_WBITS
            }
        }
    }

    /// zlib's own compromise between time and size.
    private static let level: Int32 = 6
    private static let memoryLevel: Int32 = 8
    private static let streamBytes = unsafe Int32(MemoryLayout<z_stream>.size)

    /// Packs bytes into one member.
    static func pack(_ bytes: [UInt8], as format: Format) -> [UInt8] {
        var stream = unsafe z_stream()
        let begun = unsafe deflateInit2_(
            &stream, level, Z_DEFLATED, format.windowBits, memoryLevel, Z_DEFAULT_STRATEGY,
            ZLIB_VERSION, streamBytes)
        precondition(begun == Z_OK, "zlib cannot begin to compress: \(begun)")
        defer { unsafe deflateEnd(&stream) }
        let bound = unsafe Int(deflateBound(&stream, UInt(bytes.count)))
        return unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            unsafe bytes.withUnsafeBufferPointer { input in
                unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.avail_in = UInt32(input.count)
                unsafe stream.next_out = output.baseAddress
                unsafe stream.avail_out = UInt32(output.count)
                let ended = unsafe deflate(&stream, Z_FINISH)
                precondition(ended == Z_STREAM_END, "zlib's own bound was too small: \(ended)")
                count = unsafe Int(stream.total_out)
            }
        }
    }

    /// Unpacks one member after the other up to the last byte; stops at `bytesMax` bytes of content.
    static func unpack(
        _ bytes: [UInt8], as format: Format, bytesMax: Int
    ) throws(CompressionError) -> [UInt8] {
        var stream = unsafe z_stream()
        let begun = unsafe inflateInit2_(&stream, format.windowBits, ZLIB_VERSION, streamBytes)
        precondition(begun == Z_OK, "zlib cannot begin to decompress: \(begun)")
        defer { unsafe inflateEnd(&stream) }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: PlatformLimits.compressionChunkBytes)
        let result =
            unsafe bytes.withUnsafeBufferPointer { input in
                unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.avail_in = UInt32(input.count)
                while true {
                    let code = unsafe chunk.withUnsafeMutableBufferPointer { buffer in
                        unsafe stream.next_out = buffer.baseAddress
                        unsafe stream.avail_out = UInt32(buffer.count)
                        return unsafe inflate(&stream, Z_NO_FLUSH)
                    }
                    let produced =
                        unsafe PlatformLimits.compressionChunkBytes - Int(stream.avail_out)
                    if output.count + produced > bytesMax { return CompressionError.tooLarge }
                    output.append(contentsOf: chunk[..<produced])
                    // No progress any more means that the member's end is missing.
                    guard code == Z_OK || code == Z_STREAM_END else { return .corrupt }
                    if code == Z_STREAM_END {
                        if unsafe stream.avail_in == 0 { return nil }
                        guard unsafe inflateReset(&stream) == Z_OK else { return .corrupt }
                    }
                }
            } as CompressionError?
        if let result { throw result }
        return output
    }
}
