internal import Glibc

/// A thread of its own for work that lasts as long as the store.
///
/// Not a dispatch queue: their threads come from a pool with a bound, and a writer that waits for one
/// behind other stores' writers waits for ever. This file says `unsafe` because C's way to start a
/// thread takes a pointer, and there is no other without Foundation.
package enum WorkerThread {
    private final class Body: Sendable {
        private let name: String
        private let body: @Sendable () -> Void

        init(_ name: String, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }

        func run() {
            WorkerThread.setName(name)
            body()
        }
    }

    /// Runs `body` on a new thread.
    ///
    /// A system that has no thread left when a store is opened cannot serve it: that ends the process.
    ///
    /// - Parameter name: what debuggers and `top -H` call the thread; at most
    ///   `PlatformLimits.threadNameBytesMax` bytes.
    package static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
        precondition(
            name.utf8.count <= PlatformLimits.threadNameBytesMax,
            "\"\(name)\" is too long for a thread's name")
        let argument = unsafe Unmanaged.passRetained(Body(name, body)).toOpaque()
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            }, argument)
        precondition(code == 0, "the system has no thread for \(name): error \(code)")
        _ = pthread_detach(thread)
    }

    /// Runs `body` on a new thread, which ends with it, and suspends the calling task meanwhile.
    ///
    /// - Parameter name: as for `start`.
    package static func call<Value: Sendable, Failure: Error>(
        _ name: String, _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await SuspendedCall.result(of: body) { start(name, $0) }.get()
    }

    /// Names the calling thread, through the file that Linux has for it: C's call for it is not in what
    /// Swift imports.
    private static func setName(_ name: String) {
        let file = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        // A thread that keeps the process's name works as well.
        guard file >= 0 else { return }
        let bytes = Array(name.utf8)
        _ = unsafe write(file, bytes, bytes.count)
        _ = close(file)
    }
}
