/// Why the store did not take a step of a handler.
package struct AdvanceRejection: Hashable, Sendable {
    /// Which part of the step is at fault.
    package enum Cause: Hashable, Sendable {
        /// The write of that index.
        case write(Int)
        /// All writes together are too large for one command.
        case size
        case other
    }

    package let cause: Cause
    package let fault: HandlerFault

    package init(cause: Cause, fault: HandlerFault) {
        self.cause = cause
        self.fault = fault
    }

    /// Whether the first `count` writes of the step are at fault, not those that come after them.
    ///
    /// A step that is too large is the fault of the others, if there are any: without them it may pass.
    func isOf(first count: Int, before others: Int) -> Bool {
        switch cause {
        case .write(let index): index < count
        case .size: count > 0 && others == 0
        case .other: false
        }
    }
}
