import API
import HTTP
import Platform
import Server

extension FuzzTarget {
    /// What comes over a connection: heads, bodies and chunks of one request after the other, as the
    /// server reads them for its APIs.
    ///
    /// However the bytes are cut on their way, the same is read, and never more than the limits
    /// allow. The headers of the APIs are found wherever they stand, and without them the requests
    /// are what a reader that knows no API finds.
    package static let http = FuzzTarget(
        "http", sound: (RequestStreams.sound + RequestStreams.soundLong).map { Array($0.utf8) },
        malformed: (RequestStreams.malformed + RequestStreams.malformedLong).map { Array($0.utf8) }
    ) { input in
        let bytes = repeating(input)
        let whole = ReadBytes([bytes], by: .ofAPIs)
        if let problem = excess(in: whole) ?? ownHeaderProblem(in: whole)
            ?? difference(of: whole, from: ReadBytes([bytes]))
        {
            return .wrong(problem)
        }
        var random = SplitMix64(seed: bytes.reduce(17) { $0 &* 31 &+ UInt64($1) })
        // Long ones not byte by byte, which would take most of the time.
        for bytesMax in bytes.count > 4096 ? [100, 5000] : [1, 3, 100] {
            let pieces = pieces(of: bytes, bytesMax: bytesMax, using: &random)
            let read = ReadBytes(pieces, by: .ofAPIs)
            if read != whole {
                return .wrong("in pieces of \(pieces.map(\.count)) bytes it is something else")
            }
            if let excess = Self.excess(in: read) { return .wrong(excess) }
        }
        return whole.error == nil && !whole.isAmidRequest ? .taken : .refused
    }

    /// Whether a header of the APIs has another value than the first line with its name.
    private static func ownHeaderProblem(in read: ReadBytes) -> String? {
        for request in read.requests {
            for (name, found) in zip(ownHeaders, request.own) {
                let start = name.utf8.count + 1
                let first = request.fields.map(\.utf8).first {
                    String(decoding: $0.prefix(start), as: UTF8.self).lowercased() == name + ":"
                }
                let value = first.map { String(decoding: $0.dropFirst(start + 1), as: UTF8.self) }
                if value != found { return "\(name) is not what came under this name" }
            }
        }
        return nil
    }

    /// In the order of their places.
    private static let ownHeaders = [
        "x-amz-target", "x-amz-invocation-type", RequestHeaders.sourceName.lowercased(),
        RequestHeaders.sequenceName.lowercased(),
    ]

    /// What a reader that knows no API finds otherwise, beside the headers of the APIs and how it
    /// rejects a line that is too long.
    private static func difference(of read: ReadBytes, from plain: ReadBytes) -> String? {
        let isSame =
            read.requests.map(\.withoutOwn) == plain.requests
            && (read.error == nil) == (plain.error == nil)
            && read.isAmidRequest == plain.isAmidRequest
        return isSame ? nil : "without the headers of the APIs it is something else"
    }

    /// What of it is beyond the limits.
    private static func excess(in read: ReadBytes) -> String? {
        let headBytesMax = HTTPLimits.requestLineBytesMax + HTTPLimits.headerBytesMax
        if read.heldBytesMax > headBytesMax { return "more than a head was held" }
        if !read.requests.dropLast().allSatisfy(\.isWhole) { return "a request was left open" }
        for request in read.requests {
            if request.target.utf8.count > HTTPLimits.requestLineBytesMax {
                return "a target is beyond the limit of its line"
            }
            if request.fields.count > HTTPLimits.headerFieldsMax { return "too many headers" }
            let fieldBytes = request.fields.reduce(0) { $0 + $1.unicodeScalars.count }
            if fieldBytes > HTTPLimits.headerBytesMax { return "headers are too long" }
            if request.isChunked, request.body.count > HTTPLimits.bodyBytesMax {
                return "a body of chunks is too long"
            }
        }
        return nil
    }

    /// The input with its runs written out: a byte 1 and the one behind it stand for up to 16 KiB of
    /// what stands before them, or no input that a fuzzer makes would reach a limit.
    private static func repeating(_ input: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = input[...]
        while let byte = rest.popFirst() {
            guard byte == 1, let last = bytes.last, let count = rest.popFirst(),
                bytes.count < 2 * HTTPLimits.headerBytesMax
            else {
                bytes.append(byte)
                continue
            }
            bytes += repeatElement(last, count: Int(count) * 64)
        }
        return bytes
    }

    private static func pieces(
        of bytes: [UInt8], bytesMax: Int, using random: inout SplitMix64
    ) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...min(rest.count, bytesMax), using: &random)
            pieces.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return pieces
    }
}
