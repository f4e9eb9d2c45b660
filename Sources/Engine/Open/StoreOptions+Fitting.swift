import Log

extension StoreOptions {
    /// Parts of what is free at the start: two memtables of up to twice their size, a segment of the
    /// log and the one after it leave more than half of the volume to the main store.
    private static let recentShare = 12
    private static let segmentShare = 16

    /// The same options with sizes that suit a small volume.
    ///
    /// With 3 GiB free they stay what they are. They are chosen anew at every start; no format
    /// depends on them.
    func fitted() throws(StoreError) -> StoreOptions {
        var fitted = self
        let free = try freeBytes(at: directory)
        let freeForRecent = try recentDirectory.map { path throws(StoreError) in
            try freeBytes(at: path)
        }
        fitted.recentBytes = min(
            recentBytes,
            max(EngineLimits.recentBytesMin, (freeForRecent ?? free) / StoreOptions.recentShare))
        fitted.log.segmentBytes = min(
            log.segmentBytes, max(EngineLimits.segmentBytesMin, free / StoreOptions.segmentShare))
        return fitted
    }

    private func freeBytes(at path: String) throws(StoreError) -> Int {
        do {
            return try space.freeBytes(at: path)
        } catch {
            throw StoreError(lookingAt: error)
        }
    }
}
