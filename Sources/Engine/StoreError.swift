/// Why the store itself could not do what was asked; the request was fine.
package enum StoreError: Error, Hashable, Sendable {
    /// Too much is waiting already; try again in a moment.
    ///
    /// Nothing was written.
    case busy(String)
    /// The disk is full; reads go on, and writes do once there is space.
    ///
    /// Nothing was written.
    case diskFull(String)
    /// The store is closing or closed.
    ///
    /// Nothing was written.
    case stopped
    /// Writes have stopped for good and the process must restart: what the disk holds is unknown.
    case writesFailed(String)
    /// Stored bytes are not what was written; says where.
    case corrupt(String)
    /// The data directory cannot be opened: in use, of another version, not readable.
    case cannotOpen(String)
    /// The system refused something else; says what.
    case system(String)

    /// One sentence for logs and operators.
    package var message: String {
        switch self {
        case .busy(let what): "The store is busy: \(what)."
        case .diskFull(let what): "The disk is full: \(what)."
        case .stopped: "The store is stopping."
        case .writesFailed(let what): "Writes have stopped: \(what)."
        case .corrupt(let what): "Stored data is damaged: \(what)."
        case .cannotOpen(let what): "The data directory cannot be opened: \(what)."
        case .system(let what): "The system refused: \(what)."
        }
    }
}
