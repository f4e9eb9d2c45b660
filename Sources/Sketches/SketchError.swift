/// Why bytes were not accepted as a sketch.
package enum SketchError: Error, Hashable, Sendable {
    /// The bytes end before what their header announces.
    case truncated(needed: Int, available: Int)
    /// The header belongs to something else than an HLL sketch, or to a version nobody has written.
    case foreign(String)
    /// The header is an HLL sketch's, but the parts contradict each other.
    case corrupt(String)

    /// A sentence for the client that sent the bytes.
    package var message: String {
        switch self {
        case .truncated(let needed, let available):
            "The sketch is cut short: it needs \(needed) bytes and has \(available)"
        case .foreign(let reason): "The bytes are not an HLL sketch: \(reason)"
        case .corrupt(let reason): "The sketch is corrupt: \(reason)"
        }
    }
}
