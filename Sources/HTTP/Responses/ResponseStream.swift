/// A body that is made part by part while a client reads it.
///
/// The connection requests a part only when the one before has been sent, so a slow client has at
/// most one part in memory. Calls never overlap.
package protocol ResponseStream: AnyObject, Sendable {
    /// Asks for the next part; `nil` is the end.
    ///
    /// `deliver` is called once, on `lane` or before returning; when it comes after `close`, it is
    /// to be ignored.
    func next(on lane: EventLoopLane, _ deliver: @escaping @Sendable ([UInt8]?) -> Void)

    /// Whether others wait for the memory that parts take which have not left.
    var isCrowded: Bool { get }

    /// A second has passed.
    func tick()

    /// Called once when the client is gone or after the end: no further part will be requested.
    func close()
}
