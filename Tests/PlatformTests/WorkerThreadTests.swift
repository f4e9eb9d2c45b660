import Foundation
import Platform
import Synchronization
import Testing

@Suite("Worker threads") struct WorkerThreadTests {
    @Test func `a worker thread bears its name`() async throws {
        let name = await withCheckedContinuation { continuation in
            WorkerThread.start("quipu.under-tst") {
                continuation.resume(
                    returning: FileManager.default.contents(atPath: "/proc/thread-self/comm"))
            }
        }
        #expect(name.map { String(decoding: $0, as: UTF8.self) } == "quipu.under-tst\n")
    }

    @Test func `a call with a thread of its own returns its result or throws its error`() async {
        #expect(await WorkerThread.call("quipu.under-tst") { 7 } == 7)
        await #expect(throws: FileError.self) {
            try await WorkerThread.call("quipu.under-tst") { () throws(FileError) in
                _ = try FileCalls.names(inDirectory: "/nowhere/at/all")
            }
        }
    }

    @Test func `calls beyond what may wait for a thread run all the same`() async {
        let done = AsyncSignal()
        let count = 20_000
        let left = Mutex(count)
        for _ in 0..<count {
            BlockingPool.run {
                let isLast = left.withLock { left in
                    left -= 1
                    return left == 0
                }
                if isLast { done.signal() }
            }
        }
        await done.wait()
        #expect(left.withLock { $0 } == 0)
    }

    @Test func `a call that blocks returns its result or throws its error`() async {
        let value = await BlockingPool.call { 7 }
        #expect(value == 7)
        await #expect(throws: FileError.self) {
            try await BlockingPool.call { () throws(FileError) in
                _ = try FileCalls.names(inDirectory: "/nowhere/at/all")
            }
        }
    }
}
