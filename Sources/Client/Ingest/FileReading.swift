import SystemPackage

/// Reading into arrays, which the system package offers only with pointers.
///
/// The one file of this target that says `unsafe`: no pointer leaves the call that it is made for.
extension FileDescriptor {
    /// The bytes that are there now, at most `count`; none at the end.
    ///
    /// Of a pipe it waits until there are some.
    func readSome(_ count: Int) throws(Errno) -> [UInt8] {
        do {
            return try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                filled = try unsafe read(into: UnsafeMutableRawBufferPointer(buffer))
            }
        } catch {
            throw error as? Errno ?? .ioError
        }
    }

    /// The bytes at a place in a file, fewer than `count` where it ends before.
    func readSome(_ count: Int, at offset: Int64) throws(Errno) -> [UInt8] {
        do {
            return try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                filled = try unsafe read(
                    fromAbsoluteOffset: offset, into: UnsafeMutableRawBufferPointer(buffer))
            }
        } catch {
            throw error as? Errno ?? .ioError
        }
    }
}
