/// What the bodies of one connection's requests take of the memory for those of all connections.
///
/// Only counts; the connection takes and gives. The first bytes together are free, so that small
/// requests need not be counted.
struct BodyShare: Equatable {
    private var heldBytes = 0
    /// What was taken of the memory for all.
    private var countedBytes = 0

    /// What must be taken before so many bytes more may be held; nearly always nothing.
    func missing(for count: Int) -> Int {
        let held = heldBytes + count
        return held > HTTPLimits.uncountedBodyBytesMax ? held - countedBytes : 0
    }

    /// Holds so many bytes more, for which what was missing has been taken.
    mutating func hold(_ count: Int) {
        countedBytes += missing(for: count)
        heldBytes += count
    }

    /// Holds them no more; returns what is to be given back.
    mutating func release(_ count: Int) -> Int {
        heldBytes -= count
        guard countedBytes > 0 else { return 0 }
        let counted = heldBytes > HTTPLimits.uncountedBodyBytesMax ? heldBytes : 0
        defer { countedBytes = counted }
        return countedBytes - counted
    }
}
