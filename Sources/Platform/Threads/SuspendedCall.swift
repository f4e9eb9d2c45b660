/// A call on another thread, for which a task waits without holding a thread of its own.
enum SuspendedCall {
    /// Has `run` run `body` once, on whatever thread, and suspends the calling task until it has.
    static func result<Value: Sendable, Failure: Error>(
        of body: @escaping @Sendable () throws(Failure) -> Value,
        run: (@escaping @Sendable () -> Void) -> Void
    ) async -> Result<Value, Failure> {
        await withCheckedContinuation { continuation in
            run {
                do throws(Failure) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
    }
}
