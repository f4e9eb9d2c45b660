/// Cuts a stream of bytes into lines.
///
/// Holds no more than `bytesMax` bytes of a line: the rest of a longer one is passed over.
package struct LineSplitter {
    package struct Line: Hashable {
        /// Without the line feed.
        package var bytes: [UInt8]
        /// The line went on.
        package var isCut: Bool

        package init(bytes: [UInt8], isCut: Bool) {
            self.bytes = bytes
            self.isCut = isCut
        }
    }

    package let bytesMax: Int
    private var rest: [UInt8] = []
    /// The line that has not ended yet is longer than `bytesMax`.
    package private(set) var isOverfull = false

    /// Something follows the last line feed.
    package var hasRest: Bool { !rest.isEmpty }

    package init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    /// Takes the next bytes and returns the lines that they end.
    package mutating func take(_ bytes: [UInt8]) -> [Line] {
        var lines: [Line] = []
        var tail = bytes[...]
        while let feed = tail.firstIndex(of: UInt8(ascii: "\n")) {
            keep(tail[..<feed])
            lines.append(end())
            tail = tail[(feed + 1)...]
        }
        keep(tail)
        return lines
    }

    /// What followed the last line feed, if anything did.
    package mutating func takeRest() -> Line? {
        rest.isEmpty ? nil : end()
    }

    private mutating func end() -> Line {
        let line = Line(bytes: rest, isCut: isOverfull)
        rest = []
        isOverfull = false
        return line
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        let room = bytesMax - rest.count
        rest += bytes.prefix(room)
        if bytes.count > room { isOverfull = true }
    }
}
