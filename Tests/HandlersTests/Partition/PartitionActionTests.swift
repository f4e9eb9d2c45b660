import Commands
import Handlers
import Model
import Testing
import Values

/// Whole lists of what a partition's machine asks for, with everything that is in each action.
@Suite("Actions of a partition's machine") struct PartitionActionTests {
    private static func read(after number: UInt64) -> PartitionStep.Action {
        .read(after: SequenceNumber(rawValue: number), isHolding: false)
    }

    @Test func `batches are read, delivered and committed one after the other`() throws {
        var script = try PartitionScript { $0.batchSize = 2 }
        _ = script.begin()
        _ = script.send(.page(PartitionScript.page(1...3)))
        for _ in 1...2 {
            _ = script.send(try PartitionScript.response())
            _ = script.send(.committed)
        }
        #expect(
            script.actions == [
                .load, Self.read(after: 0),
                .invoke(PartitionScript.event(1...2), isRetry: false),
                PartitionScript.step(0, 2),
                .invoke(PartitionScript.event(3...3), isRetry: false),
                PartitionScript.step(2, 3),
                .waitForNews(until: nil),
            ])
        #expect(script.reports == [.handled(2), .handled(1)])
    }

    @Test func `a batch that fails is tried again with the same event, then handed over`() throws {
        var script = try PartitionScript {
            $0.retriesMax = 1
            $0.bisects = false
        }
        _ = script.begin()
        _ = script.send(.page(PartitionScript.page(1...2)))
        let fault = HandlerFault("it failed", isOfFunction: true)
        _ = script.send(.failed(fault))
        _ = script.send(.resumed)
        _ = script.send(.failed(fault))
        guard case .handOver(let failed, let position)? = script.actions.last else {
            Issue.record("nothing was handed over")
            return
        }
        #expect(position == .zero)
        #expect(failed.records == PartitionScript.event(1...2).records)
        #expect(failed.lastFault == fault && failed.invocations == 2 && failed.window == nil)
        _ = script.send(.notTaken("no room"))
        _ = script.send(.resumed)
        _ = script.send(.taken([]))
        _ = script.send(.committed)
        let event = PartitionScript.event(1...2)
        #expect(
            script.actions == [
                .load, Self.read(after: 0),
                .invoke(event, isRetry: false), .pause(.milliseconds(50)),
                .invoke(event, isRetry: true), .handOver(failed, at: position),
                .pause(.milliseconds(50)), .handOver(failed, at: position),
                PartitionScript.step(0, 2), .waitForNews(until: nil),
            ])
    }

    @Test func `the same events make the same actions`() throws {
        func actions() throws -> [PartitionStep.Action] {
            var script = try PartitionScript { $0.windowSeconds = 10 }
            _ = script.begin()
            _ = script.send(.page(PartitionScript.page(1...3, secondsApart: 10)))
            _ = script.send(try PartitionScript.response(#"{"state":{"sum":1}}"#))
            _ = script.send(.storeIsBusy("full"))
            _ = script.send(.resumed)
            _ = script.send(.committed)
            return script.actions
        }
        let first = try actions()
        #expect(first.count == 7)
        #expect(try actions() == first)
    }
}
