import Platform

/// Reads the frames of one segment in order, in large blocks.
struct SegmentReader {
    /// What lies at the reader's place.
    enum Step {
        /// A good frame; its body begins at `bodyStart` of `block`.
        case frame(Frame, block: [UInt8], bodyStart: Int)
        /// No good frame, and why: the end of the log, a torn write or corruption.
        case end(reason: String)
    }

    let name: String
    let header: SegmentHeader
    let fileBytes: Int
    let storage: any OpenFile
    private let seed: UInt32
    /// Where the next frame begins.
    private(set) var offset = SegmentHeader.byteCount
    /// The position that the next frame has to have.
    private(set) var position: UInt64
    private var block: [UInt8] = []
    private var blockStart = 0

    /// Opens a segment and checks its header.
    init(_ name: String, in directory: any FileDirectory) throws(LogError) {
        guard let firstPosition = SegmentName.firstPosition(of: name) else {
            throw .corrupt(segment: name, offset: 0, reason: "this is no segment's name")
        }
        let start: [UInt8]
        do throws(FileError) {
            storage = try directory.open(name, create: false)
            fileBytes = try storage.size()
            start = try storage.read(at: 0, count: SegmentHeader.byteCount)
        } catch {
            throw .failed(error)
        }
        guard let header = SegmentHeader(start) else {
            throw .corrupt(segment: name, offset: 0, reason: "the segment's header is wrong")
        }
        guard header.firstPosition == firstPosition else {
            throw .corrupt(
                segment: name, offset: 0,
                reason: "the header says that it begins at position \(header.firstPosition)")
        }
        self.name = name
        self.header = header
        seed = header.seed
        position = firstPosition
    }

    /// Reads the next frame and moves past it.
    mutating func next() throws(LogError) -> Step {
        let step = try frame(at: offset)
        guard case .frame(let frame, _, _) = step else { return step }
        guard frame.firstPosition == position else {
            return .end(
                reason: "the frame begins at position \(frame.firstPosition), not \(position)")
        }
        offset += frame.byteCount
        position = frame.endPosition
        return step
    }

    /// Reads whatever frame begins at `offset`, without regard to its position.
    private mutating func frame(at offset: Int) throws(LogError) -> Step {
        try load(offset, Frame.headerBytes)
        let start = offset - blockStart
        guard block.count - start >= Frame.headerBytes else {
            return .end(reason: "the segment ends")
        }
        guard let frame = Frame(block.span, at: start, seed: seed) else {
            return .end(reason: "the frame's header is wrong")
        }
        guard frame.byteCount <= fileBytes - offset else {
            return .end(reason: "the frame is longer than the segment")
        }
        try load(offset, frame.byteCount)
        let bodyStart = offset - blockStart + Frame.headerBytes
        if let problem = frame.problem(inBody: block.span, at: bodyStart, seed: seed) {
            return .end(reason: problem)
        }
        return .frame(frame, block: block, bodyStart: bodyStart)
    }

    /// What lies behind the last good frame.
    struct Rest {
        /// The end of the last bytes that are not zero; `nil` when all are.
        var endOfBytes: Int?
        /// Where a good frame lies that was written when the missing ones were on disk already.
        var laterFrame: Int?
    }

    /// Looks through everything behind the last good frame.
    mutating func rest() throws(LogError) -> Rest {
        var rest = Rest()
        var place = offset
        while place < fileBytes {
            let count = min(LogLimits.readBlockBytes, fileBytes - place)
            try load(place, count)
            let base = blockStart
            // What was allocated ahead, nearly always all of it: not worth a look at each word.
            if base == place, FileCalls.areZero(block) {
                place += count
                continue
            }
            for index in stride(from: place - base, to: place - base + count, by: 8) {
                guard let isMagic = look(at: index) else { continue }
                rest.endOfBytes = min(base + index + 8, fileBytes)
                guard isMagic, rest.laterFrame == nil else { continue }
                var candidate = self
                if case .frame(let frame, _, _) = try candidate.frame(at: base + index),
                    frame.firstPosition > position, frame.syncedPosition > position
                {
                    rest.laterFrame = base + index
                }
            }
            place += count
        }
        return rest
    }

    /// Looks at eight bytes of the block: `nil` when they are zero, else whether a frame may begin
    /// there.
    private func look(at index: Int) -> Bool? {
        let bytes = block.span
        guard index + 8 <= bytes.count else {
            for index in index..<bytes.count where bytes[index] != 0 { return false }
            return nil
        }
        let word = bytes.bigEndian64(at: index)
        return word == 0 ? nil : UInt32(truncatingIfNeeded: word >> 32) == Frame.magic
    }

    /// Makes the block hold `count` bytes at `offset`, or all there are.
    private mutating func load(_ offset: Int, _ count: Int) throws(LogError) {
        let end = min(offset + count, fileBytes)
        if offset >= blockStart, end <= blockStart + block.count { return }
        do throws(FileError) {
            block = try storage.read(
                at: offset,
                count: max(0, min(max(count, LogLimits.readBlockBytes), fileBytes - offset)))
        } catch {
            throw .failed(error)
        }
        blockStart = offset
    }
}
