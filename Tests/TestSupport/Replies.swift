package import Commands
package import Engine
import Model
import Synchronization

/// The answers to mutations that were handed in together, as they come.
package final class Replies: Sendable {
    package typealias Outcome = Result<Reply, CommitError>

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

    /// All answers, in the order in which the mutations were handed in.
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

extension Store {
    /// Hands everything in, in this order and without waiting in between, so that writes share groups.
    package func handIn(_ mutations: [Mutation]) -> Replies {
        let replies = Replies(count: mutations.count)
        for (index, mutation) in mutations.enumerated() {
            submit(mutation, on: ImmediateLane.shared) { replies.add($0, at: index) }
        }
        return replies
    }

    /// Hands everything in together and throws unless all of it succeeds.
    package func commitAll(_ mutations: [Mutation]) async throws {
        for outcome in await handIn(mutations).all { _ = try outcome.get() }
    }

    package func outcome(of mutation: Mutation) async -> Replies.Outcome {
        do throws(CommitError) {
            return .success(try await commit(mutation))
        } catch {
            return .failure(error)
        }
    }

    /// Why `mutation` is refused; `nil` when it is not.
    package func refusal(of mutation: Mutation) async throws -> Refusal? {
        do throws(CommitError) {
            _ = try await commit(mutation)
            return nil
        } catch .refused(let refusal) {
            return refusal
        }
    }

    /// Why `mutation` fails for the store's own reasons; `nil` when it does not.
    package func failure(of mutation: Mutation) async throws -> StoreError? {
        do throws(CommitError) {
            _ = try await commit(mutation)
            return nil
        } catch .failed(let failure) {
            return failure
        }
    }
}
