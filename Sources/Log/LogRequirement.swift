/// What must be in a log, known from elsewhere.
package struct LogRequirement: Hashable, Sendable {
    /// The position that is to be read next: the log must hold it, or end right before it.
    package var firstPosition: UInt64 = 1
    /// Positions before this one were on disk.
    package var endPosition: UInt64 = 0
    /// The first position of the newest segment that there was; 0 when that is not known.
    package var segment: UInt64 = 0
    /// Whether a log without any segment is one that begins.
    package var mayBegin = true

    /// Whether nothing before `firstPosition` is needed from the log, whatever has become of it: it
    /// begins anew there when it is not whole.
    package var mayBeginAnew = false

    package init() {}

    package init(firstPosition: UInt64) {
        self.firstPosition = firstPosition
    }

    /// The end that the log must reach.
    package var end: UInt64 { max(firstPosition, endPosition, segment) }

    /// Whether a log that is not whole begins anew: all of its segments are older.
    func beginsAnew(firstPositions: [UInt64]) -> Bool {
        mayBeginAnew && endPosition <= firstPosition
            && firstPositions.allSatisfy { $0 <= firstPosition }
    }

    /// What is missing in a log of segments that begin at these positions, the last of which ends
    /// before `endPosition`; `nil` when nothing is.
    ///
    /// Gaps between two segments are found by the reader of the segments, not here.
    func problem(firstPositions: [UInt64], endPosition: UInt64) -> LogError? {
        guard let first = firstPositions.first, let last = firstPositions.last else {
            return mayBegin && end <= firstPosition
                ? nil : .missing(firstPosition..<end, "it has no segment")
        }
        if first > firstPosition {
            return .missing(
                firstPosition..<first,
                "its first segment is \(SegmentName.name(firstPosition: first))")
        }
        let ending =
            "it ends before position \(endPosition), in "
            + SegmentName.name(firstPosition: last)
        if segment > last {
            let name = SegmentName.name(firstPosition: segment)
            return .missing(endPosition..<max(end, endPosition), "\(ending); \(name) is not there")
        }
        return endPosition < end ? .missing(endPosition..<end, ending) : nil
    }
}
