package import Commands
package import Engine
import Model
import Synchronization

/// The answers to commands that were handed in together, as they come.
package final class Replies: Sendable {
    package typealias Outcome = Result<any Sendable, CommitError<AnyRejection>>

    private struct State {
        var outcomes: [Outcome?]
        var missing: Int
        var waiter: CheckedContinuation<[Outcome], Never>?
    }

    private let state: Mutex<State>

    fileprivate init(count: Int) {
        state = Mutex(State(outcomes: Array(repeating: nil, count: count), missing: count))
    }

    /// How many have been answered so far.
    package var answered: Int {
        state.withLock { $0.outcomes.count - $0.missing }
    }

    /// All answers, in the order in which the commands were handed in.
    package var all: [Outcome] {
        get async {
            await withCheckedContinuation { continuation in
                let outcomes = state.withLock { state -> [Outcome]? in
                    if state.missing == 0 { return state.outcomes.compactMap { $0 } }
                    state.waiter = continuation
                    return nil
                }
                if let outcomes { continuation.resume(returning: outcomes) }
            }
        }
    }

    fileprivate func add(_ outcome: Outcome, at index: Int) {
        let finished = state.withLock {
            state -> (CheckedContinuation<[Outcome], Never>, [Outcome])? in
            state.outcomes[index] = outcome
            state.missing -= 1
            guard state.missing == 0, let waiter = state.waiter else { return nil }
            return (waiter, state.outcomes.compactMap { $0 })
        }
        if let (waiter, outcomes) = finished { waiter.resume(returning: outcomes) }
    }
}

/// Why a command of some kind was rejected.
package struct AnyRejection: Error {
    package let rejection: any Error
}

extension Result where Success == any Sendable, Failure == CommitError<AnyRejection> {
    fileprivate init<Reply: Sendable, Rejection>(_ outcome: Result<Reply, CommitError<Rejection>>) {
        switch outcome {
        case .success(let reply): self = .success(reply)
        case .failure(.rejected(let rejection)):
            self = .failure(.rejected(AnyRejection(rejection: rejection)))
        case .failure(.tooLarge(let bytes, let limit)):
            self = .failure(.tooLarge(bytes: bytes, limit: limit))
        case .failure(.failed(let failure)): self = .failure(.failed(failure))
        }
    }

    /// The reply of a command whose kind is known.
    package func reply<Reply>(as type: Reply.Type = Reply.self) throws -> Reply {
        guard let reply = try get() as? Reply else { throw UnexpectedReply() }
        return reply
    }

    /// Why the command was rejected; `nil` when it was not, or for a reason of another kind.
    package func rejection<Rejection>(as type: Rejection.Type = Rejection.self) -> Rejection? {
        guard case .failure(.rejected(let reason)) = self else { return nil }
        return reason.rejection as? Rejection
    }
}

extension Store {
    /// Hands everything in, in this order and without waiting in between, so that writes share groups.
    package func handIn(_ commands: [any StoreCommand]) -> Replies {
        let replies = Replies(count: commands.count)
        for (index, command) in commands.enumerated() { handIn(command, to: replies, at: index) }
        return replies
    }

    private func handIn<C: StoreCommand>(_ command: C, to replies: Replies, at index: Int) {
        submit(command, on: ImmediateLane.shared) { replies.add(Replies.Outcome($0), at: index) }
    }

    /// Hands everything in together and throws unless all of it succeeds.
    package func commitAll(_ commands: [any StoreCommand]) async throws {
        for outcome in await handIn(commands).all { _ = try outcome.get() }
    }

    package func outcome<C: StoreCommand>(of command: C) async -> C.Outcome {
        do throws(CommitError<C.Rejection>) {
            return .success(try await commit(command))
        } catch {
            return .failure(error)
        }
    }

    /// Why `command` is rejected; `nil` when it is not.
    package func rejection<C: StoreCommand>(of command: C) async throws -> C.Rejection? {
        switch await outcome(of: command) {
        case .success: return nil
        case .failure(.rejected(let rejection)): return rejection
        case .failure(let error): throw error
        }
    }

    /// Why `command` fails for the store's own reasons; `nil` when it does not.
    package func failure<C: StoreCommand>(of command: C) async throws -> StoreError? {
        switch await outcome(of: command) {
        case .success: return nil
        case .failure(.failed(let failure)): return failure
        case .failure(let error): throw error
        }
    }
}
