/// The identity on whose behalf a request is made.
///
/// There is only one yet: every client that reaches the server may do everything. Each call carries
/// its principal to the executor all the same, so that permissions can be checked in one place.
package enum Principal: Hashable, Sendable {
    /// Every client that reaches the server.
    case anybody
}
