/// The identity on whose behalf a request is made.
///
/// There is only one yet: every client that reaches the server. Each request carries its principal to
/// the executor, which asks `Access` what it may do.
package enum Principal: Hashable, Sendable {
    /// Every client that reaches the server.
    case anybody
}
