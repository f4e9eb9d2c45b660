extension Task where Success == Never, Failure == Never {
    /// Runs `body` to its end, also when the calling task is cancelled before or meanwhile.
    ///
    /// For what must not be left half done: an event that a handler has begun, a process that is to be
    /// killed.
    package static func withoutCancellation<Value: Sendable>(
        _ body: @escaping @Sendable () async -> Value
    ) async -> Value {
        await Task<Value, Never> { await body() }.value
    }
}
