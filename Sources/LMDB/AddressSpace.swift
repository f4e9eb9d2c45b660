internal import Glibc

/// How much address space the process may use, which `ulimit -v` bounds.
enum AddressSpace {
    /// As much of `bytes` as one map should take.
    static func share(of bytes: Int) -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
            limit.rlim_cur != .max
        else { return bytes }
        return min(bytes, Int(clamping: UInt64(limit.rlim_cur) / LMDBLimits.mapsMax))
    }
}
