internal import Glibc

/// How much address space the process may use, which `ulimit -v` bounds.
enum AddressSpace {
    /// One map takes this part of what is allowed at the most: others and the heap need some too.
    private static let mapsMax: UInt64 = 4

    /// As much of `bytes` as one map should take.
    static func share(of bytes: Int) -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
            limit.rlim_cur != .max
        else { return bytes }
        return min(bytes, Int(clamping: UInt64(limit.rlim_cur) / mapsMax))
    }
}
