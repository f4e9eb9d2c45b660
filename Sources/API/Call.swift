package import Engine

/// A request under way, for whose operation its principal has the permission, and where its response
/// goes.
///
/// Only `Executor.call` makes one, so that nothing is carried out for which `Access` was not asked.
package struct Call: Sendable {
    /// Where responses are handed over that are not there at once.
    package let lane: any CompletionLane
    /// For reads whose responses get a tag: made where the response is made, as that takes longer for
    /// long ones.
    package let condition: TagCondition?
    /// Called once, on `lane` or before the request's handling returns.
    package let respond: @Sendable (Response) -> Void

    init(
        on lane: any CompletionLane, condition: TagCondition?,
        respond: @escaping @Sendable (Response) -> Void
    ) {
        self.lane = lane
        self.condition = condition
        self.respond = respond
    }

    /// The same call for threads other than the lane's: its response is handed to the lane.
    var fromElsewhere: Call {
        let lane = lane
        let respond = respond
        return Call(on: lane, condition: condition) { response in
            lane.run { respond(response) }
        }
    }
}
