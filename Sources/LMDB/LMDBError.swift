internal import CLMDB
internal import Glibc

/// What LMDB, or the file system below it, refused: its code, the call, and its words.
///
/// Absence is never an error here; a lookup that finds nothing answers `nil` or `false`.
package struct LMDBError: Error, Hashable, Sendable, CustomStringConvertible {
    /// LMDB's own code when negative, else the system's `errno`.
    package let code: Int32
    /// The call that failed, in LMDB's words.
    package let operation: String
    package let message: String

    package var description: String { "\(operation): \(message) (\(code))" }

    /// The map has no free page left; the transaction can only be aborted.
    package var isMapFull: Bool { LMDBError.isMapFull(code: code) }
    /// Every slot of the reader table is taken.
    package var isReadersFull: Bool { code == MDB_READERS_FULL }
    /// The file system has no room, or the owner's quota is used up.
    package var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }
    /// The file is not what LMDB wrote.
    package var isCorrupt: Bool {
        code == MDB_CORRUPTED || code == MDB_PAGE_NOTFOUND || code == MDB_INVALID
            || code == MDB_VERSION_MISMATCH
    }
    /// The system asks for another try: a signal came in between, or it is short of something.
    package var isPassing: Bool { LMDBError.isPassing(code: code) }
    /// The same of a code that was kept.
    package static func isMapFull(code: Int32) -> Bool { code == MDB_MAP_FULL }
    /// The same of a code that was kept.
    package static func isPassing(code: Int32) -> Bool { code == EINTR || code == EAGAIN }

    /// A meta page could not be written earlier: LMDB does nothing more with the file before it is
    /// opened anew.
    ///
    /// What is in the file is as good as before.
    var isAftermath: Bool { code == MDB_PANIC }
    /// An appended key did not come after the last one.
    package var isOutOfOrder: Bool { code == MDB_KEYEXIST }
    /// The key is empty or longer than `LMDBLimits.keyBytesMax`, or the value is too large.
    package var isBadSize: Bool { code == MDB_BAD_VALSIZE }
    /// The environment is in use in a way that forbids the call, or it is closed.
    package var isBusy: Bool { code == EBUSY }

    init(code: Int32, operation: String, message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    /// Throws unless `code` means success.
    static func check(_ code: Int32, in operation: StaticString) throws(LMDBError) {
        guard code == MDB_SUCCESS else { throw LMDBError(code, in: operation) }
    }

    init(_ code: Int32, in operation: StaticString) {
        self.init(
            code: code, operation: operation.description,
            message: unsafe text(of: mdb_strerror(code)))
    }

    static func badKey(_ count: Int, in operation: StaticString) -> LMDBError {
        LMDBError(
            code: MDB_BAD_VALSIZE, operation: operation.description,
            message: "a key has 1...\(LMDBLimits.keyBytesMax) bytes, this one has \(count)")
    }

    static func busy(_ message: String, in operation: StaticString) -> LMDBError {
        LMDBError(code: EBUSY, operation: operation.description, message: message)
    }
}
