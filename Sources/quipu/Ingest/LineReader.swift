import Foundation
import Server

/// Reads a file line by line, knowing where each line ends.
struct LineReader {
    /// Longer than any click; a file without line ends is not read into memory.
    private static let lineBytesMax = 1 << 20
    private static let chunkBytes = 256 << 10

    let path: String
    let fileBytes: Int64
    private let file: FileHandle
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    /// How much of the file has been read into the buffer.
    private var loaded: Int64 = 0
    /// Where the file is taken to end.
    private var end = Int64.max
    private(set) var lineNumber = 0
    /// The CRC-32 of everything before the next line.
    private(set) var checksum = CRC32()

    /// Where the next line begins.
    var offset: Int64 { loaded - Int64(buffer.count - start) }

    init(path: String) throws(Failure) {
        self.path = path
        do {
            file = try FileHandle(forReadingFrom: URL(filePath: path))
            fileBytes = Int64(try file.seekToEnd())
            try file.seek(toOffset: 0)
        } catch {
            throw Failure("\(path) cannot be read: \(error.localizedDescription)")
        }
    }

    /// Passes over the file up to `target`, or to its end if that comes first.
    mutating func pass(to target: Int64) throws(Failure) {
        end(at: target)
        while true {
            let passed = Array(buffer[start...])
            checksum.update(passed.span)
            lineNumber += passed.count { $0 == UInt8(ascii: "\n") }
            buffer.removeAll(keepingCapacity: true)
            start = 0
            try fill()
            if buffer.isEmpty { break }
        }
        endWithFile()
    }

    /// Takes the file to end at `target`.
    ///
    /// Nothing behind it may have been loaded: so this comes before lines are read without an end.
    mutating func end(at target: Int64) {
        end = target
        isAtEnd = false
    }

    /// Takes the file as it is again.
    mutating func endWithFile() {
        end(at: .max)
    }

    /// The next line without its line end, or `nil` at the end.
    ///
    /// A last line without a line end is one too.
    mutating func next() throws(Failure) -> [UInt8]? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                return take(upTo: end, rawEnd: end + 1)
            }
            if buffer.count - start > LineReader.lineBytesMax {
                throw Failure("\(path), line \(lineNumber + 1): the line is longer than 1 MiB")
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

    private mutating func take(upTo end: Int, rawEnd: Int) -> [UInt8] {
        let raw = Array(buffer[start..<rawEnd])
        checksum.update(raw.span)
        var line = raw[..<(end - start)]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        start = rawEnd
        lineNumber += 1
        return Array(line)
    }

    private mutating func fill() throws(Failure) {
        do {
            let wanted = Int(min(Int64(LineReader.chunkBytes), end - loaded))
            guard wanted > 0, let data = try file.read(upToCount: wanted), !data.isEmpty else {
                isAtEnd = true
                return
            }
            buffer.append(contentsOf: data)
            loaded += Int64(data.count)
        } catch {
            throw Failure("reading \(path) failed: \(error.localizedDescription)")
        }
    }
}
