package import Platform
import SystemPackage

/// The content of a file, a gzip file or standard input, read once from its beginning.
///
/// A file may grow while it is read: what is its end now may not be so later. Not to be shared.
package final class InputFile {
    /// What a command line calls standard input.
    package static let standardInput = "-"

    package let path: String
    package let identity: FileIdentity
    /// Whether it is a file on disk: one that has a size, and may grow.
    package let isFile: Bool
    private let file: FileDescriptor
    private var firstBytes: [UInt8] = []
    package private(set) var format: InputFormat?
    private var gzip: GzipStream?
    /// How much of the file itself, packed or not, has been read.
    package private(set) var readBytes: Int64 = 0
    /// The last of it.
    private var lastBytes: [UInt8] = []

    package init(path: String) throws(ClientFailure) {
        let isStandardInput = path == InputFile.standardInput
        self.path = isStandardInput ? "standard input" : path
        do throws(FileError) {
            file = isStandardInput ? .standardInput : try InputFile.open(path)
            let status = try FileCalls.status(of: file.rawValue, path)
            identity = status.identity
            isFile = status.kind == .regular
            if status.kind == .directory { throw FileError(.isDirectory, "read \(path)") }
        } catch {
            throw ClientFailure("\(self.path) cannot be read: \(error.message)")
        }
    }

    deinit {
        do {
            if file != .standardInput { try file.close() }
        } catch {
            // It was only read from.
        }
    }

    private static func open(_ path: String) throws(FileError) -> FileDescriptor {
        do {
            return try FileDescriptor.open(FilePath(path), .readOnly)
        } catch {
            throw FileError(error as? Errno ?? .ioError, "open \(path)")
        }
    }

    /// The size of the file; `nil` when it is none.
    package var fileBytes: Int64? {
        get throws(ClientFailure) { isFile ? Int64(try status().bytes) : nil }
    }

    /// Whether the file does not begin any more with what has been read.
    ///
    /// It is shorter, or what has been read last is not there any more.
    package var isRewritten: Bool {
        get throws(ClientFailure) {
            guard isFile else { return false }
            if Int64(try status().bytes) < readBytes { return true }
            do throws(FileError) {
                let offset = Int(readBytes) - lastBytes.count
                return try FileCalls.read(
                    file.rawValue, path, at: offset, count: lastBytes.count) != lastBytes
            } catch {
                throw failure(error)
            }
        }
    }

    /// The content that comes next; none at the end, as it is now.
    ///
    /// - Throws: also when it is of a format that is not read.
    package func read() throws(ClientFailure) -> [UInt8] {
        while true {
            guard let bytes = try nextBytes() else { return [] }
            guard let gzip else { return bytes }
            let content: [UInt8]
            do throws(CompressionError) {
                content = try gzip.decode(bytes)
            } catch {
                throw ClientFailure("\(path) is damaged: it is no gzip before byte \(readBytes)")
            }
            // Headers alone unpack to nothing.
            if !content.isEmpty { return content }
        }
    }

    /// What comes next of the file itself, or `nil` at its end.
    private func nextBytes() throws(ClientFailure) -> [UInt8]? {
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
            throw ClientFailure(
                """
                \(path) is \(name), which is not read. Convert it, and hand it in as standard \
                input (-): \(converter) FILE | quipu ingest - --source NAME
                """)
        }
        defer { firstBytes = [] }
        return firstBytes
    }

    private func readFile() throws(ClientFailure) -> [UInt8] {
        let wanted = gzip == nil ? ClientLimits.chunkBytes : ClientLimits.packedChunkBytes
        do throws(FileError) {
            let bytes = try FileCalls.readNext(file.rawValue, path, count: wanted)
            readBytes += Int64(bytes.count)
            lastBytes = (lastBytes + bytes.suffix(ClientLimits.comparedBytesMax))
                .suffix(ClientLimits.comparedBytesMax)
            return bytes
        } catch {
            throw failure(error)
        }
    }

    private func status() throws(ClientFailure) -> FileStatus {
        do throws(FileError) {
            return try FileCalls.status(of: file.rawValue, path)
        } catch {
            throw failure(error)
        }
    }

    private func failure(_ error: FileError) -> ClientFailure {
        ClientFailure("reading \(path) failed: \(error.message)")
    }
}
