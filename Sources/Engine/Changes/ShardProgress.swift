import Commands
package import Model
import Values

/// How far a handler has come in one shard: a position for each part of the shard's slots.
///
///     version u8 = 1 · count · per segment: first slot, end of slots: varints · after varint
///     · window state?
///
/// The parts are the slots of the handler's partitions, and stay what they are when it gets another
/// number of them: a partition that takes over from two others skips what either has done, and
/// nothing is done twice.
package struct ShardProgress: Hashable, Sendable {
    package struct Segment: Hashable, Sendable {
        package var slots: Range<Int>
        /// Everything up to and including this number is done.
        package var after: SequenceNumber
        package var window: WindowState?

        package init(slots: Range<Int>, after: SequenceNumber, window: WindowState? = nil) {
            self.slots = slots
            self.after = after
            self.window = window
        }
    }

    private static let version: UInt8 = 1

    /// In the order of their slots, without gaps.
    package private(set) var segments: [Segment]

    package init(slots: Range<Int>, after: SequenceNumber) {
        segments = [Segment(slots: slots, after: after)]
    }

    /// Where the partition of `slots` stands: nothing before this is left to do in any of them.
    package func position(of slots: Range<Int>) -> SequenceNumber {
        segments.filter { $0.slots.overlaps(slots) }.map(\.after).min() ?? .zero
    }

    /// The window that is open in `slots`.
    package func window(of slots: Range<Int>) -> WindowState? {
        segments.first { $0.slots.overlaps(slots) && $0.window != nil }?.window
    }

    /// Where the whole shard stands.
    package var position: SequenceNumber { segments.map(\.after).min() ?? .zero }

    /// Whether the record is done, although the partition of its slot may stand before it.
    package func hasPassed(_ record: ChangeRecord) -> Bool {
        let slot = Int(record.slot)
        return segments.contains { $0.slots.contains(slot) && $0.after >= record.sequence }
    }

    /// Moves `slots` on to `position`; parts that have come further stay there.
    mutating func advance(
        _ slots: Range<Int>, to position: SequenceNumber, window: WindowState?
    ) {
        var moved: [Segment] = []
        for segment in segments {
            let common = segment.slots.clamped(to: slots)
            guard !common.isEmpty else {
                moved.append(segment)
                continue
            }
            for rest in [
                segment.slots.lowerBound..<common.lowerBound,
                common.upperBound..<segment.slots.upperBound,
            ] where !rest.isEmpty {
                moved.append(Segment(slots: rest, after: segment.after, window: segment.window))
            }
            moved.append(
                Segment(slots: common, after: max(segment.after, position), window: window))
        }
        moved.sort { $0.slots.lowerBound < $1.slots.lowerBound }
        segments = moved.reduce(into: []) { joined, segment in
            guard let last = joined.last, last.after == segment.after,
                last.window == segment.window
            else { return joined.append(segment) }
            joined[joined.count - 1].slots =
                last.slots.lowerBound..<segment.slots.upperBound
        }
    }

    mutating func dropWindows() {
        for index in segments.indices { segments[index].window = nil }
    }

    func encode(to writer: inout ByteWriter) {
        writer.write(byte: ShardProgress.version)
        writer.write(count: segments.count)
        for segment in segments {
            writer.write(count: segment.slots.lowerBound)
            writer.write(count: segment.slots.upperBound)
            writer.write(varint: segment.after.rawValue)
            writer.write(boolean: segment.window != nil)
            segment.window?.encode(to: &writer)
        }
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        let version = try reader.readByte()
        guard version == ShardProgress.version else {
            throw .invalid("progress version \(version), expected \(ShardProgress.version)")
        }
        segments = []
        for _ in 0..<(try reader.readCount()) {
            let first = try reader.readVarint()
            let end = try reader.readVarint()
            guard first < end, end <= UInt64(ChangeStream.slots) else {
                throw .invalid("slots from \(first) to \(end)")
            }
            segments.append(
                Segment(
                    slots: Int(first)..<Int(end),
                    after: SequenceNumber(rawValue: try reader.readVarint()),
                    window: try reader.readBoolean() ? try WindowState(from: &reader) : nil))
        }
    }
}

extension StoredValue {
    func progress() throws(StoreError) -> ShardProgress {
        try decoded("a handler's progress") { r throws(CodecError) in
            try ShardProgress(from: &r)
        }
    }
}
