import Commands
import Model

/// A mutation that waits for the writer, with its encoded form and whom to tell.
///
/// A class, as it is handed on from array to array.
final class Pending: Sendable {
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

    init(
        _ mutation: Mutation, encoded: [UInt8], captured: Timestamp, lane: any CompletionLane,
        completion: @escaping @Sendable (Outcome) -> Void
    ) {
        self.mutation = mutation
        self.encoded = encoded
        itemCount = mutation.itemCount
        self.captured = captured
        self.lane = lane
        self.completion = completion
    }
}
