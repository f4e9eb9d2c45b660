/// Bounds of LMDB as it is built everywhere, and of the check of its files.
package enum LMDBLimits {
    /// Bytes of a key: `LMDBError` with MDB_BAD_VALSIZE.
    ///
    /// The engine stores longer ones by a digest.
    package static let keyBytesMax = 511
    /// Problems that a check reports of one file; further ones are left out.
    package static let reportedProblemsMax = 100
    /// Levels of a tree that a check follows; a deeper one is reported as damage.
    static let treeDepthMax = 32
    /// One map takes this part of the address space that a process may have (`ulimit -v`) at the most:
    /// others and the heap need some too.
    static let mapsMax: UInt64 = 4
}
