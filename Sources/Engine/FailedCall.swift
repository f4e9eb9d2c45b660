/// A call of the system or of LMDB that failed: for callers that decide by what it was, not by words.
package struct FailedCall: Hashable, Sendable {
    /// What was called, and on which file where there is one.
    package let operation: String
    /// The system's `errno`, or LMDB's own code when negative.
    package let code: Int32

    package init(operation: String, code: Int32) {
        self.operation = operation
        self.code = code
    }
}
