internal import CLMDB

// The only place where a pointer becomes bytes and bytes become a pointer.

extension MDB_val {
    /// Points at `bytes`; valid only while they are.
    @unsafe init(_ bytes: UnsafeBufferPointer<UInt8>) {
        unsafe self.init(
            mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
    }

    /// What it points at.
    @unsafe var buffer: UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(
            start: mv_data?.assumingMemoryBound(to: UInt8.self), count: mv_size)
    }
}

/// The bytes LMDB pointed out, living no longer than the borrow of `owner`.
@_lifetime(borrow owner)
func span<Owner: ~Copyable & ~Escapable>(
    of found: MDB_val, ownedBy owner: borrowing Owner
) -> Span<UInt8> {
    let bytes = unsafe Span(_unsafeElements: found.buffer)
    return unsafe _overrideLifetime(bytes, borrowing: owner)
}

/// A copy of the bytes LMDB pointed out.
func copy(of found: MDB_val) -> [UInt8] {
    unsafe [UInt8](found.buffer)
}

/// The text of a C string that LMDB owns.
@unsafe func text(of pointer: UnsafePointer<CChar>?) -> String {
    guard let pointer = unsafe pointer else { return "unknown" }
    return unsafe String(cString: pointer)
}
