/// What a file of lines is, by its first bytes.
package enum InputFormat: Equatable, Sendable {
    /// UTF-8, with a byte order mark in front or without.
    case plain
    case gzip
    /// What is not read, under its name, and the command that turns it into what is.
    case unreadable(name: String, converter: String)

    /// How many first bytes it takes to tell.
    static let bytesNeeded = 6

    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static let unreadable: [(start: [UInt8], name: String, converter: String)] = [
        ([0x28, 0xB5, 0x2F, 0xFD], "compressed with zstd", "zstd -dc"),
        ([0x42, 0x5A, 0x68], "compressed with bzip2", "bzip2 -dc"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "compressed with xz", "xz -dc"),
        ([0x04, 0x22, 0x4D, 0x18], "compressed with lz4", "lz4 -dc"),
        ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive", "unzip -p"),
        ([0xFF, 0xFE, 0x00, 0x00], "UTF-32", "iconv -f UTF-32 -t UTF-8"),
        ([0x00, 0x00, 0xFE, 0xFF], "UTF-32", "iconv -f UTF-32 -t UTF-8"),
        ([0xFF, 0xFE], "UTF-16", "iconv -f UTF-16 -t UTF-8"),
        ([0xFE, 0xFF], "UTF-16", "iconv -f UTF-16 -t UTF-8"),
        // Without a byte order mark: the brace that a click begins with, in two bytes.
        ([0x7B, 0x00], "UTF-16", "iconv -f UTF-16LE -t UTF-8"),
        ([0x00, 0x7B], "UTF-16", "iconv -f UTF-16BE -t UTF-8"),
    ]

    init(firstBytes: [UInt8]) {
        if firstBytes.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if let known = InputFormat.unreadable.first(where: {
            firstBytes.starts(with: $0.start)
        }) {
            self = .unreadable(name: known.name, converter: known.converter)
        } else {
            self = .plain
        }
    }
}
