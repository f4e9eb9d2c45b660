import Foundation

/// Reads a file line by line, knowing where each line ends.
struct LineReader {
    struct Line {
        /// Without its line end.
        let bytes: [UInt8]
        /// With it.
        let rawBytes: ArraySlice<UInt8>
    }

    /// Longer than any click; a file without line ends is not read into memory.
    private static let lineBytesMax = 1 << 20
    private static let chunkBytes = 256 << 10

    private let file: FileHandle
    let fileBytes: Int64
    private var buffer: [UInt8] = []
    private var start = 0
    private(set) var lineNumber = 0
    private var isAtEnd = false

    init(path: String) throws(Failure) {
        do {
            file = try FileHandle(forReadingFrom: URL(filePath: path))
            fileBytes = Int64(try file.seekToEnd())
            try file.seek(toOffset: 0)
        } catch {
            throw Failure("\(path) cannot be read: \(error.localizedDescription)")
        }
    }

    /// The next line, or `nil` at the end.
    ///
    /// A last line without a line end is one too.
    mutating func next() throws(Failure) -> Line? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                return take(upTo: end, rawEnd: end + 1)
            }
            if buffer.count - start > LineReader.lineBytesMax {
                throw Failure("line \(lineNumber + 1) is longer than 1 MiB")
            }
            if isAtEnd {
                return start < buffer.count ? take(upTo: buffer.count, rawEnd: buffer.count) : nil
            }
            buffer.removeSubrange(..<start)
            start = 0
            searched = buffer.count
            try fill()
        }
    }

    private mutating func take(upTo end: Int, rawEnd: Int) -> Line {
        let raw = buffer[start..<rawEnd]
        var bytes = buffer[start..<end]
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        start = rawEnd
        lineNumber += 1
        return Line(bytes: Array(bytes), rawBytes: raw)
    }

    private mutating func fill() throws(Failure) {
        do {
            guard let data = try file.read(upToCount: LineReader.chunkBytes), !data.isEmpty else {
                isAtEnd = true
                return
            }
            buffer.append(contentsOf: data)
        } catch {
            throw Failure("reading the file failed: \(error.localizedDescription)")
        }
    }
}
