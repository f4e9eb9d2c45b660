import HTTP
import Server
import SystemPackage

/// The content of a file, a gzip file or standard input, read once from its beginning.
///
/// A file may grow while it is read: what is its end now may not be so later. Not to be shared.
final class InputFile {
    /// What a command line calls standard input.
    static let standardInput = "-"

    /// Which file it is, whatever it is called by now.
    struct Identity: Equatable {
        let device: DeviceID
        let inode: Inode

        init(_ stat: Stat) {
            device = stat.deviceID
            inode = stat.inode
        }
    }

    private static let chunkBytes = 256 << 10
    /// A thousand times as much may come out of it.
    private static let packedChunkBytes = 16 << 10
    /// What is compared to notice that a file has been cut off and written anew.
    private static let lastBytesMax = 256

    let path: String
    let identity: Identity
    /// Whether it is a file on disk: one that has a size, and may grow.
    let isFile: Bool
    private let file: FileDescriptor
    private var firstBytes: [UInt8] = []
    private(set) var format: InputFormat?
    private var gzip: GzipStream?
    /// How much of the file itself, packed or not, has been read.
    private(set) var readBytes: Int64 = 0
    /// The last of it.
    private var lastBytes: [UInt8] = []

    init(path: String) throws(Failure) {
        do throws(Errno) {
            if path == InputFile.standardInput {
                self.path = "standard input"
                file = .standardInput
            } else {
                self.path = path
                file = try InputFile.open(path)
            }
            let stat = try file.stat()
            identity = Identity(stat)
            isFile = stat.type == .regular
            if stat.type == .directory { throw Errno.isDirectory }
        } catch {
            throw Failure("\(path) cannot be read: \(error)")
        }
    }

    deinit {
        do {
            if file != .standardInput { try file.close() }
        } catch {
            // It was only read from.
        }
    }

    private static func open(_ path: String) throws(Errno) -> FileDescriptor {
        do {
            return try FileDescriptor.open(FilePath(path), .readOnly)
        } catch {
            throw error as? Errno ?? .ioError
        }
    }

    /// The size of the file; `nil` when it is none.
    var fileBytes: Int64? {
        get throws(Failure) { isFile ? try stat().size : nil }
    }

    /// Whether the file does not begin any more with what has been read.
    ///
    /// It is shorter, or what has been read last is not there any more.
    var isRewritten: Bool {
        get throws(Failure) {
            guard isFile else { return false }
            if try stat().size < readBytes { return true }
            do throws(Errno) {
                let place = readBytes - Int64(lastBytes.count)
                return try file.readSome(lastBytes.count, at: place) != lastBytes
            } catch {
                throw failure(error)
            }
        }
    }

    /// The content that comes next; none at the end, as it is now.
    ///
    /// - Throws: also when it is of a format that is not read.
    func read() throws(Failure) -> [UInt8] {
        while true {
            guard let bytes = try nextBytes() else { return [] }
            guard let gzip else { return bytes }
            let content: [UInt8]
            do throws(CompressionError) {
                content = try gzip.decode(bytes)
            } catch {
                throw Failure("\(path) is damaged: it is no gzip before byte \(readBytes)")
            }
            // Headers alone unpack to nothing.
            if !content.isEmpty { return content }
        }
    }

    /// What comes next of the file itself, or `nil` at its end.
    private func nextBytes() throws(Failure) -> [UInt8]? {
        guard format == nil else {
            let bytes = try readFile()
            return bytes.isEmpty ? nil : bytes
        }
        var isAtEnd = false
        while firstBytes.count < InputFormat.bytesNeeded, !isAtEnd {
            let bytes = try readFile()
            isAtEnd = bytes.isEmpty
            firstBytes += bytes
        }
        guard !firstBytes.isEmpty else { return nil }
        let format = InputFormat(firstBytes: firstBytes)
        self.format = format
        switch format {
        case .plain: break
        case .gzip: gzip = GzipStream()
        case .unreadable(let name, let converter):
            throw Failure(
                """
                \(path) is \(name), which is not read. Convert it, and hand it in as standard \
                input (-): \(converter) FILE | quipu ingest - --source NAME
                """)
        }
        defer { firstBytes = [] }
        return firstBytes
    }

    private func readFile() throws(Failure) -> [UInt8] {
        let wanted = gzip == nil ? InputFile.chunkBytes : InputFile.packedChunkBytes
        do throws(Errno) {
            let bytes = try file.readSome(wanted)
            readBytes += Int64(bytes.count)
            lastBytes = (lastBytes + bytes.suffix(InputFile.lastBytesMax))
                .suffix(InputFile.lastBytesMax)
            return bytes
        } catch {
            throw failure(error)
        }
    }

    private func stat() throws(Failure) -> Stat {
        do throws(Errno) {
            return try file.stat()
        } catch {
            throw failure(error)
        }
    }

    private func failure(_ error: Errno) -> Failure {
        Failure("reading \(path) failed: \(error)")
    }
}
