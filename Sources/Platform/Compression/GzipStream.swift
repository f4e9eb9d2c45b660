import CZlib

/// Unpacks gzip data that comes in pieces, one member after the other.
///
/// Not to be shared between threads. Like `Zlib` it says `unsafe` for the pointers through which zlib
/// reads and writes; the stream itself stays at one address, as zlib asks, until this is gone.
@safe package final class GzipStream {
    /// zlib's way to say gzip: the size of the window, plus 16.
    private static let windowBits = MAX_WBITS + 16

    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether the last byte that came was the last one of a member.
    private var isBehindMember = false

    package init() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let begun = unsafe inflateInit2_(
            stream, GzipStream.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(begun == Z_OK, "zlib cannot begin to decompress: \(begun)")
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deinitialize(count: 1)
        unsafe stream.deallocate()
    }

    /// Returns what can be unpacked with these next bytes.
    ///
    /// Zero bytes behind a member are padding.
    package func decode(_ packed: [UInt8]) throws(CompressionError) -> [UInt8] {
        var packed = packed[...]
        var output: [UInt8] = []
        while !packed.isEmpty {
            if isBehindMember {
                packed = packed.drop { $0 == 0 }
                if packed.isEmpty { break }
                guard unsafe inflateReset(stream) == Z_OK else { throw .corrupt }
                isBehindMember = false
            }
            packed.removeFirst(try decodeMember(packed, into: &output))
        }
        return output
    }

    /// Unpacks up to the member's end or the last byte, and returns how many bytes that took.
    private func decodeMember(
        _ packed: ArraySlice<UInt8>, into output: inout [UInt8]
    ) throws(CompressionError) -> Int {
        var chunk = [UInt8](repeating: 0, count: PlatformLimits.compressionChunkBytes)
        let code =
            unsafe packed.withUnsafeBufferPointer { input in
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.pointee.avail_in = UInt32(input.count)
                while true {
                    let code = unsafe chunk.withUnsafeMutableBufferPointer { buffer in
                        unsafe stream.pointee.next_out = buffer.baseAddress
                        unsafe stream.pointee.avail_out = UInt32(buffer.count)
                        return unsafe inflate(stream, Z_NO_FLUSH)
                    }
                    let produced =
                        unsafe PlatformLimits.compressionChunkBytes - Int(stream.pointee.avail_out)
                    output.append(contentsOf: chunk[..<produced])
                    // A full chunk may have more behind it; no progress means that more must come.
                    let room = unsafe stream.pointee.avail_out
                    if code != Z_OK || room > 0 { return code }
                }
            } as Int32
        let taken = unsafe packed.count - Int(stream.pointee.avail_in)
        switch code {
        case Z_STREAM_END: isBehindMember = true
        case Z_OK, Z_BUF_ERROR: break
        default: throw .corrupt
        }
        return taken
    }
}
