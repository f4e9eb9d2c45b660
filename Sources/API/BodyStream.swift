package import Engine

/// A body that is made while it is read, part by part, for as long as somebody does.
///
/// Whoever sends it asks for a part only when the one before has left, so a slow reader has at most
/// one part in memory. All calls come from one place at a time.
package protocol BodyStream: AnyObject, Sendable {
    /// Asks for the next part; `nil` is the end.
    ///
    /// `deliver` is called once, on `lane` or before returning; when it comes after `close`, it is
    /// to be ignored.
    func next(
        on lane: any CompletionLane, _ deliver: @escaping @Sendable ([UInt8]?) -> Void)

    /// Whether others wait for the memory that parts take which have not left.
    var isCrowded: Bool { get }

    /// A second has passed.
    func tick()

    /// Nobody reads any more: called once, also after the end.
    func close()
}
