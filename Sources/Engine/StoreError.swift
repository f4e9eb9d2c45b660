/// Why the store itself could not do what was asked; the request was fine.
///
/// The case says what a caller can do about it, the words are for people, and the call that failed,
/// where it was one, is there as a value (`call`).
package enum StoreError: Error, Hashable, Sendable {
    /// Too much is waiting already; try again in a moment.
    ///
    /// Nothing was written.
    case busy(String, FailedCall? = nil)
    /// The disk is full; reads go on, and writes do once there is space.
    ///
    /// Nothing was written.
    case diskFull(String, FailedCall? = nil)
    /// The store is closing or closed.
    ///
    /// Nothing was written.
    case stopped
    /// Writes have stopped for good and the process must restart: what the disk holds is unknown.
    case writesFailed(String, FailedCall? = nil)
    /// Stored bytes are not what was written; says where.
    case corrupt(String, FailedCall? = nil)
    /// The data directory cannot be opened: in use, of another version, not readable.
    case cannotOpen(String, FailedCall? = nil)
    /// The system refused something else; says what.
    case system(String, FailedCall? = nil)

    /// The call that failed; `nil` when the store found out by itself.
    package var call: FailedCall? {
        switch self {
        case .busy(_, let call), .diskFull(_, let call), .writesFailed(_, let call),
            .corrupt(_, let call), .cannotOpen(_, let call), .system(_, let call):
            call
        case .stopped: nil
        }
    }

    /// One sentence for logs and operators.
    package var message: String {
        switch self {
        case .busy(let what, _): "The store is busy: \(what)."
        case .diskFull(let what, _): "The disk is full: \(what)."
        case .stopped: "The store is stopping."
        case .writesFailed(let what, _): "Writes have stopped: \(what)."
        case .corrupt(let what, _): "Stored data is damaged: \(what)."
        case .cannotOpen(let what, _): "The data directory cannot be opened: \(what)."
        case .system(let what, _): "The system refused: \(what)."
        }
    }
}
