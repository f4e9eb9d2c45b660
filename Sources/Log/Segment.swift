import Platform

/// The segment that frames are appended to.
struct Segment {
    let name: String
    let header: SegmentHeader
    let seed: UInt32
    let storage: any OpenFile
    /// Where the next frame goes.
    var endOffset: Int
    /// The file's length, space prepared for frames included.
    var fileBytes: Int
    /// Where the segment ends and the next one begins.
    let limit: Int

    var isEmpty: Bool { endOffset == SegmentHeader.byteCount }

    /// Takes up a segment that has been scanned.
    init(_ scan: SegmentScan, _ options: LogOptions) {
        name = scan.reader.name
        header = scan.reader.header
        seed = header.seed
        storage = scan.reader.storage
        endOffset = scan.endOffset
        fileBytes = scan.reader.fileBytes
        limit = Segment.limit(ofFile: fileBytes, options)
    }

    /// Behind the prepared space, and not behind what the options allow.
    private static func limit(ofFile bytes: Int, _ options: LogOptions) -> Int {
        options.preallocation == .none
            ? options.segmentBytes
            : min(max(bytes, options.firstSegmentBytes), options.segmentBytes)
    }

    /// Creates a segment with room for `bytes`; it is durable, or gone again, when this returns.
    init(
        creatingAt firstPosition: UInt64, bytes: Int, in directory: any FileDirectory,
        options: LogOptions
    ) throws(FileError) {
        let unfinished =
            SegmentName.name(firstPosition: firstPosition) + SegmentName.unfinishedSuffix
        let storage = try directory.open(unfinished, create: true)
        do throws(FileError) {
            try Self.prepare(storage, bytes: bytes, options.preallocation)
        } catch {
            try directory.remove(unfinished)
            throw error
        }
        try self.init(
            finishing: unfinished, storage, firstPosition: firstPosition, in: directory,
            options: options)
    }

    /// Gives a prepared file its header and its name.
    init(
        finishing unfinished: String, _ storage: any OpenFile, firstPosition: UInt64,
        in directory: any FileDirectory, options: LogOptions
    ) throws(FileError) {
        name = SegmentName.name(firstPosition: firstPosition)
        header = SegmentHeader(firstPosition: firstPosition, salt: options.makeSalt())
        seed = header.seed
        endOffset = SegmentHeader.byteCount
        self.storage = storage
        do throws(FileError) {
            try storage.write(header.bytes, at: 0)
            try storage.sync()
            fileBytes = try storage.size()
        } catch {
            try directory.remove(unfinished)
            throw error
        }
        limit = Segment.limit(ofFile: fileBytes, options)
        try directory.rename(unfinished, to: name)
        try directory.sync()
    }

    /// Makes space for frames.
    private static func prepare(
        _ storage: any OpenFile, bytes: Int, _ preallocation: LogOptions.Preallocation
    ) throws(FileError) {
        guard preallocation != .none else { return }
        // Reserved first: a full disk fails here, before gigabytes of zeros are written.
        try storage.reserve(bytes)
        if preallocation == .zeros { try writeZeros(to: storage, 0..<bytes) }
    }

    /// Makes the file of a later segment ready while the present one is still in use.
    ///
    /// Syncs after each piece, so that an append meanwhile never waits for more than one.
    static func makeSpare(
        in directory: any FileDirectory, options: LogOptions
    ) throws(FileError) -> any OpenFile {
        let storage = try directory.open(SegmentName.spare, create: true)
        do throws(FileError) {
            try storage.reserve(options.segmentBytes)
            if options.preallocation == .zeros {
                for start in stride(from: 0, to: options.segmentBytes, by: 1 << 20) {
                    try writeZeros(to: storage, start..<min(start + 1 << 20, options.segmentBytes))
                    try storage.sync()
                }
            }
        } catch {
            try directory.remove(SegmentName.spare)
            throw error
        }
        return storage
    }

    static func writeZeros(
        to storage: any OpenFile, _ range: Range<Int>
    ) throws(FileError) {
        let zeros = [UInt8](repeating: 0, count: min(1 << 20, range.count))
        var offset = range.lowerBound
        while offset < range.upperBound {
            let count = min(zeros.count, range.upperBound - offset)
            try storage.write(count == zeros.count ? zeros : [UInt8](zeros[..<count]), at: offset)
            offset += count
        }
    }

    /// Puts the place behind the last frame back to what it was before a write of `bytes` bytes
    /// failed.
    mutating func wipe(_ bytes: Int) throws(FileError) {
        if try storage.size() > fileBytes { try storage.truncate(to: fileBytes) }
        let place = endOffset..<max(endOffset, min(endOffset + bytes, fileBytes))
        fileBytes = try Self.clear(place, of: storage, length: fileBytes)
    }

    /// Clears what lies behind the last frame; answers the file's length.
    static func clear(
        _ place: Range<Int>, of storage: any OpenFile, length: Int
    ) throws(FileError) -> Int {
        do throws(FileError) {
            try writeZeros(to: storage, place)
            return length
        } catch {
            // Where even overwriting takes new space, as on file systems that copy on write,
            // shortening helps.
            guard error.isDiskFull else { throw error }
            try storage.truncate(to: place.lowerBound)
            return place.lowerBound
        }
    }
}
