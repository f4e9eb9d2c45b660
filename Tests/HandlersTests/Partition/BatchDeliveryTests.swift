import Handlers
import Platform
import TestSupport
import Testing

@Suite("Batch delivery") struct BatchDeliveryTests {
    private func delivery(
        _ count: Int, retries: Int? = 2, bisects: Bool = false
    ) -> BatchDelivery {
        BatchDelivery(
            count: count, policy: DeliveryPolicy(retriesMax: retries, bisects: bisects))
    }

    /// Fails the delivery; whether it then waits.
    private func waits(_ delivery: inout BatchDelivery, at first: Int = 0) -> Bool {
        if case .wait = delivery.fail(at: first, share: 1) { true } else { false }
    }

    @Test func `a batch is tried once and as often again as it may`() {
        var delivery = delivery(5)
        #expect(waits(&delivery, at: 0))
        #expect(waits(&delivery, at: 0))
        #expect(delivery.fail(at: 0, share: 1) == .giveUp)
        #expect(delivery.current?.records == 0..<5)
        #expect(delivery.current?.failures == 3)
    }

    @Test func `without retries the first failure is the last`() {
        var delivery = delivery(5, retries: 0)
        #expect(delivery.fail(at: 0, share: 1) == .giveUp)
    }

    @Test func `without a bound it is tried for ever`() {
        var delivery = delivery(1, retries: nil)
        for _ in 0..<1000 { #expect(waits(&delivery, at: 0)) }
    }

    @Test func `waits grow, within half of each, up to half a minute`() {
        var delivery = delivery(1, retries: nil)
        var waits: [Duration] = []
        for _ in 0..<12 {
            if case .wait(let duration) = delivery.fail(at: 0, share: 1) { waits.append(duration) }
        }
        #expect(waits.first == .milliseconds(100))
        #expect(zip(waits, waits.dropFirst()).allSatisfy { $1 == min($0 * 2, .seconds(30)) })
        var low = self.delivery(1, retries: nil)
        #expect(low.fail(at: 0, share: 0) == .wait(.milliseconds(50)))
    }

    @Test func `what was handled is not tried again, and the tries of the rest begin anew`() {
        var delivery = delivery(5, retries: 1)
        #expect(waits(&delivery, at: 0))
        #expect(waits(&delivery, at: 2))
        #expect(delivery.current?.records == 2..<5)
        #expect(delivery.current?.failures == 1)
        #expect(delivery.fail(at: 2, share: 1) == .giveUp)
    }

    @Test func `splitting in halves is no retry`() {
        var delivery = delivery(4, retries: 0, bisects: true)
        #expect(delivery.fail(at: 0, share: 1) == .goOn)
        #expect(delivery.current?.records == 0..<2)
        #expect(delivery.fail(at: 0, share: 1) == .goOn)
        #expect(delivery.current?.records == 0..<1)
        #expect(delivery.fail(at: 0, share: 1) == .giveUp)
        delivery.finish()
        #expect(delivery.current?.records == 1..<2)
        delivery.finish()
        #expect(delivery.current?.records == 2..<4)
        delivery.finish()
        #expect(delivery.current == nil)
    }

    @Test func `a reported record is where a batch is split`() {
        var delivery = delivery(8, retries: 0, bisects: true)
        #expect(delivery.fail(at: 5, share: 1) == .goOn)
        #expect(delivery.current?.records == 5..<8)
        #expect(delivery.current?.failures == 0)
        #expect(delivery.fail(at: 5, share: 1) == .goOn)
        #expect(delivery.current?.records == 5..<6)
    }

    @Test func `records that are too old leave the front`() {
        var delivery = delivery(3)
        delivery.drop(2)
        #expect(delivery.current?.records == 2..<3)
        delivery.drop(1)
        #expect(delivery.current == nil)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `each record is handled or given up once, in order`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let count = Int.random(in: 1...50, using: &random)
        let poison = Set((0..<count).filter { _ in Int.random(in: 0..<8, using: &random) == 0 })
        let retries = Int.random(in: 0...3, using: &random)
        var delivery = delivery(count, retries: retries, bisects: true)
        var done: [Int] = []
        var givenUp: [Int] = []
        var tries = 0
        while let part = delivery.current {
            tries += 1
            let first = part.records.first { poison.contains($0) }
            guard let first else {
                done += part.records
                delivery.finish()
                continue
            }
            let reported = Bool.random(using: &random) ? first : part.records.lowerBound
            done += part.records.lowerBound..<reported
            if delivery.fail(at: reported, share: 1) == .giveUp, let part = delivery.current {
                givenUp += part.records
                done += part.records
                delivery.finish()
            }
        }
        #expect(done == Array(0..<count), "seed \(seed)")
        #expect(givenUp == poison.sorted(), "seed \(seed)")
        #expect(tries <= 2 * count + poison.count * (retries + 1), "seed \(seed)")
    }
}
