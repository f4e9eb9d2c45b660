import Dispatch
import Platform
import Synchronization
import Testing

@Suite("Thread pool") struct ThreadPoolTests {
    @Test func `work beyond what may wait is not taken`() {
        let pool = ThreadPool("quipu.test", threads: 1, waitingMax: 1)
        let (began, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        #expect(
            pool.run {
                began.signal()
                goOn.wait()
            })
        began.wait()
        #expect(pool.run { began.signal() })
        #expect(!pool.run {})
        goOn.signal()
        began.wait()
        pool.close()
    }

    @Test func `what waits is run before the threads end, in its order`() {
        let pool = ThreadPool("quipu.test", threads: 1, waitingMax: .max)
        let done = DispatchSemaphore(value: 0)
        let seen = Seen()
        for number in 0..<3000 { #expect(pool.run { seen.add(number) }) }
        #expect(pool.run { done.signal() })
        pool.close()
        done.wait()
        #expect(seen.numbers == Array(0..<3000))
        #expect(!pool.run {})
    }
}

/// What was run, in order.
private final class Seen: Sendable {
    private let value = Mutex<[Int]>([])

    var numbers: [Int] { value.withLock { $0 } }

    func add(_ number: Int) { value.withLock { $0.append(number) } }
}
