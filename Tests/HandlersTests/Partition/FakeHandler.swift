import Handlers
import JSON
import Synchronization

/// A handler without a process: answers events by a function, and remembers them.
final class FakeHandler: Sendable {
    /// One event as the handler got it.
    struct Event: Sendable {
        let root: JSONNode

        var records: [JSONNode] { root["Records"].map { Array($0.elements) } ?? [] }

        var sequences: [String] {
            records.compactMap { $0["dynamodb"]?["SequenceNumber"]?.string }
        }

        /// The sort keys of the records.
        var names: [String] {
            records.compactMap { $0["dynamodb"]?["Keys"]?["sk"]?["S"]?.string }
        }

        var partitions: [String] {
            records.compactMap { $0["dynamodb"]?["Keys"]?["pk"]?["S"]?.string }
        }
    }

    enum Answer: Sendable {
        case json(String)
        case failure(InvocationFailure)

        static let fine = Answer.json("{}")
        static let broken = Answer.failure(.ended("exit code 1"))

        /// Names a record as failed.
        static func failed(_ sequence: String) -> Answer {
            .json(#"{"batchItemFailures":[{"itemIdentifier":"\#(sequence)"}]}"#)
        }
    }

    private struct State {
        var events: [Event] = []
        var stops = 0
        var working = 0
        var workingMax = 0
    }

    private let state = Mutex(State())
    private let respond: @Sendable (Event, _ number: Int) async -> Answer

    /// - Parameter respond: gets an event and how many there were before it.
    init(_ respond: @escaping @Sendable (Event, Int) async -> Answer) {
        self.respond = respond
    }

    var events: [Event] { state.withLock { $0.events } }
    /// The sort keys that it got, event by event.
    var names: [[String]] { events.map(\.names) }
    var workingMax: Int { state.withLock { $0.workingMax } }
    var stops: Int { state.withLock { $0.stops } }

    func makeInvoker() -> any Invoker { FakeInvoker(handler: self) }

    fileprivate func answer(_ bytes: [UInt8]) async -> Result<HandlerResponse, InvocationFailure> {
        let event: Event
        do {
            event = Event(root: try JSONDocument(parsing: bytes).root)
        } catch {
            return .failure(.malformedOutput("the event is no JSON: \(error)"))
        }
        let number = state.withLock { state in
            state.events.append(event)
            state.working += 1
            state.workingMax = max(state.workingMax, state.working)
            return state.events.count - 1
        }
        defer { state.withLock { $0.working -= 1 } }
        switch await respond(event, number) {
        case .json(let text):
            do throws(InvocationFailure) {
                return .success(try HandlerResponse(parsing: Array(text.utf8)))
            } catch {
                return .failure(error)
            }
        case .failure(let failure): return .failure(failure)
        }
    }

    fileprivate func stop() {
        state.withLock { $0.stops += 1 }
    }
}

private struct FakeInvoker: Invoker {
    let handler: FakeHandler

    var isRunning: Bool { true }

    func invoke(_ event: [UInt8], timeout: Duration) async -> Result<
        HandlerResponse, InvocationFailure
    > {
        await handler.answer(event)
    }

    func stop() async {
        handler.stop()
    }
}
