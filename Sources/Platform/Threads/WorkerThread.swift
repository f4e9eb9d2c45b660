import Glibc

/// A thread of its own for work that lasts as long as the store.
///
/// Not a dispatch queue: their threads come from a pool with a bound, and a writer that waits for one
/// behind other stores' writers waits for ever. This file says `unsafe` because C's way to start a
/// thread takes a pointer, and there is no other without Foundation.
enum WorkerThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    /// Runs `body` on a new thread; `name` says what for when there is none.
    ///
    /// A system that has no thread left when a store is opened cannot serve it: that ends the process.
    static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let argument = unsafe Unmanaged.passRetained(Body(body)).toOpaque()
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
}
