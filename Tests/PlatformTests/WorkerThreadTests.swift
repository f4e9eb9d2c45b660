import Foundation
import Platform
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
