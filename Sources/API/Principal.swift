/// Who sends a request.
///
/// The server knows nobody apart yet: whoever reaches it may do everything. Each call carries its
/// principal to the executor all the same, so that there is one place for the question.
package enum Principal: Hashable, Sendable {
    /// Whoever reaches the server.
    case anybody
}
