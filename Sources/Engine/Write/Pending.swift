import Mutations

/// A mutation that waits for the writer, with its encoded form and whom to tell.
struct Pending: Sendable {
    typealias Outcome = Result<Reply, CommitError>

    let mutation: Mutation
    /// `Mutation.encode`, done by the caller's thread.
    let encoded: [UInt8]
    /// `Mutation.itemCount`, counted by the caller's thread too.
    let itemCount: Int
    /// When it was accepted.
    let captured: Timestamp
    let lane: any CompletionLane
    let completion: @Sendable (Outcome) -> Void
}
