import Commands
import Handlers
import Model
import Testing
import Values

@Suite("A partition as a machine") struct PartitionMachineTests {
    @Test func `a batch is delivered, and the checkpoint moves with its response`() throws {
        var script = try PartitionScript { $0.batchSize = 2 }
        #expect(script.begin().summary == "read after 0")
        #expect(
            script.send(.page(PartitionScript.page(1...3))).summary == "invoke with 2 records")
        #expect(
            script.send(try PartitionScript.response()).summary == "commit 0 to 2")
        #expect(script.send(.committed).summary == "invoke with 1 records")
        #expect(script.reports == [.handled(2)])
        #expect(
            script.send(try PartitionScript.response()).summary == "commit 2 to 3")
        #expect(script.send(.committed).summary == "wait for news until ever")
    }

    @Test func `a failed batch is tried again after ever longer waits, then handed over`() throws {
        var script = try PartitionScript {
            $0.retriesMax = 2
            $0.bisects = false
        }
        _ = script.begin()
        #expect(
            script.send(.page(PartitionScript.page(1...2))).summary == "invoke with 2 records")
        let fault = HandlerFault("it failed", isOfFunction: true)
        #expect(script.send(.failed(fault)).summary == "pause 0.05 seconds")
        #expect(script.send(.resumed).summary == "invoke with 2 records, again")
        #expect(script.send(.failed(fault)).summary == "pause 0.1 seconds")
        #expect(script.send(.resumed).summary == "invoke with 2 records, again")
        #expect(
            script.send(.failed(fault)).summary == "hand over 2 records, RetryAttemptsExhausted")
        #expect(script.send(.notTaken("no room")).summary == "pause 0.05 seconds")
        #expect(
            script.send(.resumed).summary == "hand over 2 records, RetryAttemptsExhausted")
        #expect(script.send(.taken([])).summary == "commit 0 to 2")
        #expect(script.send(.committed).summary == "wait for news until ever")
        #expect(script.reports.last == .dropped(2))
    }

    @Test func `a batch that failed is halved until the record at fault is alone`() throws {
        var script = try PartitionScript {
            $0.retriesMax = 0
            $0.bisects = true
        }
        _ = script.begin()
        #expect(
            script.send(.page(PartitionScript.page(1...4))).summary == "invoke with 4 records")
        let fault = HandlerFault("it failed")
        #expect(script.send(.failed(fault)).summary == "invoke with 2 records, again")
        #expect(script.send(try PartitionScript.response()).summary == "commit 0 to 2")
        #expect(script.send(.committed).summary == "invoke with 2 records, again")
        #expect(script.send(.failed(fault)).summary == "invoke with 1 records, again")
        #expect(
            script.send(.failed(fault)).summary == "hand over 1 records, RetryAttemptsExhausted")
        #expect(script.send(.taken([])).summary == "commit 2 to 3")
        #expect(script.send(.committed).summary == "invoke with 1 records, again")
    }

    @Test func `a step that the store is too busy for is committed later, without another event`()
        throws
    {
        var script = try PartitionScript()
        _ = script.begin()
        _ = script.send(.page(PartitionScript.page(1...1)))
        #expect(script.send(try PartitionScript.response()).summary == "commit 0 to 1")
        #expect(script.send(.storeIsBusy("full")).summary == "pause 0.05 seconds")
        #expect(script.send(.resumed).summary == "commit 0 to 1")
        #expect(script.send(.committed).summary == "wait for news until ever")
        #expect(
            script.reports == [.held("A handler's step waits for the store: full"), .handled(1)])
    }

    @Test func `a position that was set anew is looked up after a wait`() throws {
        var script = try PartitionScript()
        _ = script.begin()
        _ = script.send(.page(PartitionScript.page(1...1)))
        _ = script.send(try PartitionScript.response())
        #expect(script.send(.moved).summary == "pause 0.05 seconds")
        #expect(script.send(.resumed).summary == "load")
    }

    @Test func `records that no filter lets through get a checkpoint of their own, a second later`()
        throws
    {
        var script = try PartitionScript(filters: [#"{"eventName": ["REMOVE"]}"#])
        _ = script.begin()
        #expect(
            script.send(.page(PartitionScript.page(1...2))).summary
                == "wait for news until 1.0 seconds")
        #expect(script.reports == [.filtered, .filtered])
        script.moment.elapsed = .seconds(1)
        #expect(script.send(.resumed).summary == "read after 2")
        #expect(
            script.send(.page(PartitionScript.empty(upTo: 2))).summary == "commit 0 to 2")
        #expect(script.send(.committed).summary == "wait for news until ever")
    }

    @Test func `a window ends with the first record behind it, and its state goes on in between`()
        throws
    {
        var script = try PartitionScript { $0.windowSeconds = 10 }
        _ = script.begin()
        let page = PartitionScript.page(1...2, secondsApart: 10)
        #expect(script.send(.page(page)).summary == "invoke with 1 records")
        let stateful = try PartitionScript.response(#"{"state":{"sum":1}}"#)
        guard case .commit(let step) = script.send(stateful) else {
            Issue.record("the response was not committed")
            return
        }
        #expect(step.window?.state == Array(#"{"sum":1}"#.utf8))
        guard case .invoke(let last, false) = script.send(.committed) else {
            Issue.record("the window was not closed")
            return
        }
        #expect(last.records.isEmpty)
        #expect(last.window?.isFinal == true)
        guard case .commit(let end) = script.send(try PartitionScript.response()) else {
            Issue.record("the window's end was not committed")
            return
        }
        #expect(end.window == nil)
        #expect(script.send(.committed).summary == "invoke with 1 records")
    }

    @Test func `a partition of a closed stream ends once all is delivered`() throws {
        var script = try PartitionScript()
        _ = script.begin()
        script.moment.stream = nil
        #expect(
            script.send(.page(PartitionScript.page(1...1))).summary == "read after 1, holding")
        #expect(
            script.send(.page(PartitionScript.empty(upTo: 1))).summary == "invoke with 1 records")
        _ = script.send(try PartitionScript.response())
        #expect(script.send(.committed).summary == "read after 1")
        #expect(script.send(.page(PartitionScript.empty(upTo: 1))).summary == "end, drained")
    }

    @Test func `a batch is delivered as it is when memory is scarce`() throws {
        var script = try PartitionScript()
        _ = script.begin()
        script.moment.bytesLeft = 1
        #expect(
            script.send(.page(PartitionScript.page(1...3))).summary == "invoke with 1 records")
        #expect(script.machine.batchBytes > 0)
        #expect(script.machine.pageBytes == 150)
    }
}
