/// How a log is kept.
package struct LogOptions: Sendable {
    /// When an append counts as done.
    package enum Durability: Sendable {
        /// On disk when `append` returns.
        case sync
        /// On disk when a later `sync()` returns; a power cut loses what came after the last one.
        case relaxed
    }

    /// What a new segment's space is made of before frames fill it.
    package enum Preallocation: Sendable {
        /// Zeros really written: a sync then writes data and nothing else.
        case zeros
        /// Space promised by the file system: a sync also writes the promise's change.
        case reserved
        /// Nothing: a sync also writes the file's new length.
        case none
    }

    /// A segment ends before the frame that would make it longer; a frame larger than this has its
    /// own.
    package var segmentBytes = LogLimits.segmentBytesDefault
    /// The first segment of a new log is no longer than this, so that a new store starts at once.
    package var firstSegmentBytes = LogLimits.firstSegmentBytesDefault
    /// The largest group, with its payloads' lengths, that `append` takes; at most
    /// `LogLimits.frameBodyBytesMax`.
    package var groupBytesMax = LogLimits.groupBytesMaxDefault
    package var preallocation = Preallocation.zeros
    package var durability = Durability.sync
    /// The first position of a log that does not exist yet.
    package var firstPosition: UInt64 = 1
    /// What must be in the log; opening rejects, and changes nothing, when it is not.
    ///
    /// `nil` takes whatever is there.
    package var requirement: LogRequirement?
    /// Whether a log with damaged or missing parts is opened and read all the same, without them.
    ///
    /// Nothing may be appended to such a log before `FileLog.skip`.
    package var acceptsLoss = false
    /// The random number in a new segment's header; tests fix it.
    package var makeSalt: @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }

    package init() {}
}
