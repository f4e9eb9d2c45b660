/// Bytes that are made when somebody asks for them.
///
/// A value that changes many times between being read and being stored stays in the form in which
/// it changes, and is encoded once. Whoever implements this promises the same bytes every time
/// and on every thread.
package protocol DeferredBytes: AnyObject, Sendable {
    var bytes: [UInt8] { get }

    /// How many there are; asked far more often than the bytes, so it should cost nothing.
    var count: Int { get }

    /// Whether it is certain, without making any bytes, that those of `other` are not the same.
    func differs(from other: any DeferredBytes) -> Bool
}
