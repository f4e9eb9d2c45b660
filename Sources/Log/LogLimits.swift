/// The log's bounds.
///
/// No client meets one by itself: the engine keeps commands smaller.
package enum LogLimits {
    /// Bytes of one frame's body.
    ///
    /// A larger group is an error of the caller (`LogError.groupTooLarge`); a larger length on disk
    /// is damage, for which nothing is allocated.
    package static let frameBodyBytesMax = 1 << 30
    /// Bytes of one group, with its payloads' lengths, unless the options say otherwise:
    /// `LogError.groupTooLarge`.
    package static let groupBytesMaxDefault = 256 << 20
    /// Bytes of a segment unless the options say otherwise.
    ///
    /// Reaching it begins the next segment.
    package static let segmentBytesDefault = 64 << 20
    /// Bytes of a new log's first segment, so that a new store starts at once.
    package static let firstSegmentBytesDefault = 4 << 20
    /// Bytes that are read of a segment at one time: memory, whatever a segment's size.
    static let readBlockBytes = 4 << 20
}
