import Platform

/// Reads a log's payloads in order, from a position up to where the log ended when the reader was
/// made.
///
/// It costs two file reads for every few megabytes and no copy of a payload. Damage is thrown where
/// it lies, after everything before it has been answered.
package struct LogReader: ~Copyable {
    private let directory: any FileDirectory
    private let endPosition: UInt64
    /// The segments to read after the current one, the next one last.
    private var firstPositions: [UInt64]
    private var segment: SegmentReader?
    /// The position of the next payload in the current frame.
    private var position: UInt64 = 0
    private var block: [UInt8] = []
    private var payloadsLeft = 0
    private var offset = 0
    private var bodyEnd = 0
    /// Payloads before this position are passed over.
    private let startPosition: UInt64
    /// Whether damaged and missing parts are passed over, too.
    private let skipsDamage: Bool

    init(
        directory: any FileDirectory, firstPositions: [UInt64], from startPosition: UInt64,
        to endPosition: UInt64, skipsDamage: Bool
    ) throws(LogError) {
        let first = firstPositions.first ?? endPosition
        let startPosition =
            skipsDamage ? max(first, min(startPosition, endPosition)) : startPosition
        guard first <= startPosition, startPosition <= endPosition else {
            throw .positionUnavailable(startPosition, first: first, next: endPosition)
        }
        self.directory = directory
        self.startPosition = startPosition
        self.endPosition = endPosition
        self.skipsDamage = skipsDamage
        let skipped = firstPositions.lastIndex { $0 <= startPosition } ?? 0
        self.firstPositions = firstPositions[skipped...].reversed()
        position = self.firstPositions.last ?? endPosition
    }

    /// The next payload; `nil` at the end.
    package mutating func next() throws(LogError) -> LogEntry? {
        while position < endPosition {
            guard payloadsLeft > 0 else {
                try nextFrame()
                continue
            }
            let entry = LogEntry(position: position, payload: try takePayload())
            position += 1
            payloadsLeft -= 1
            if entry.position >= startPosition { return entry }
        }
        return nil
    }

    private mutating func takePayload() throws(LogError) -> ArraySlice<UInt8> {
        guard bodyEnd - offset >= 4 else { throw damagedBody() }
        let count = Int(block.span.bigEndian32(at: offset))
        guard count <= bodyEnd - offset - 4 else { throw damagedBody() }
        let start = offset + 4
        offset = start + count
        return block[start..<offset]
    }

    private func damagedBody() -> LogError {
        .corrupt(
            segment: segment?.name ?? "", offset: segment?.offset ?? 0,
            reason: "the payloads' lengths do not fit the frame that ends here")
    }

    /// Goes on to the next frame, in the next segment when this one is read.
    private mutating func nextFrame() throws(LogError) {
        guard var reader = segment else {
            try nextSegment()
            return
        }
        let step = try reader.next()
        segment = reader
        switch step {
        case .frame(let frame, let block, let bodyStart):
            // Frames wholly before the start need no look inside.
            guard frame.endPosition > startPosition else {
                position = frame.endPosition
                return
            }
            self.block = block
            payloadsLeft = frame.payloadCount
            offset = bodyStart
            bodyEnd = bodyStart + frame.bodyBytes
        case .end(let reason):
            if skipsDamage { return try skip() }
            // Behind the last frame of a finished segment there is nothing, or zeros not yet given
            // back.
            guard let next = firstPositions.last, try reader.rest().endOfBytes == nil,
                next >= reader.position
            else {
                throw .corrupt(segment: reader.name, offset: reader.offset, reason: reason)
            }
            guard next == reader.position else { throw reader.missing(before: next) }
            try nextSegment()
        }
    }

    private mutating func nextSegment() throws(LogError) {
        guard let next = firstPositions.popLast() else {
            preconditionFailure("a reader has a segment for every position up to its end")
        }
        do throws(LogError) {
            segment = try SegmentReader(SegmentName.name(firstPosition: next), in: directory)
        } catch .corrupt(_, _, _) where skipsDamage {
            try skip()
        }
    }

    /// Goes on behind what cannot be read, wherever the next segment begins.
    private mutating func skip() throws(LogError) {
        guard let next = firstPositions.last else {
            position = endPosition
            return
        }
        position = next
        try nextSegment()
    }
}

extension SegmentReader {
    /// What to say when the next segment begins at `next`, but this one ends earlier.
    func missing(before next: UInt64) -> LogError {
        .missing(
            position..<next,
            "\(name) ends before position \(position), the next segment begins at \(next); "
                + "\(SegmentName.name(firstPosition: position)) is not there")
    }
}
