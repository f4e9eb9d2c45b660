import Commands
import Engine
import HandlerModel
import Model
import Values

/// The places to which failures go.
struct FailureDestinations: Sendable {
    let store: Store
    let files: FailureFiles
    /// `nil` where there is no HTTP client.
    let poster: (any FailurePoster)?
    let pool: ReaderPool

    /// Hands the failure over, or says what must be written together with the checkpoint.
    ///
    /// Whatever is outside the store has it for good when this returns.
    func take(
        _ failure: FailedBatch, at position: SequenceNumber
    ) async throws(DestinationError) -> [ItemWrite] {
        switch failure.handler.definition.onFailure {
        case nil:
            return []
        case .file(let name):
            try await keep(failure, in: name.string)
            return []
        case .http(let url):
            guard let poster else { throw DestinationError("this server cannot post to \(url)") }
            try await poster.post(failure.json, to: url)
            return []
        case .table(let name):
            guard let table = store.table(named: name) else {
                throw DestinationError("there is no table called \(name)")
            }
            // It may be another one than the definition named.
            if let problem = FailureKey.problem(with: table.keySchema) {
                throw DestinationError("\(name) takes no failures: \(problem)")
            }
            return FailureItems(table: table, failure: failure, position: position).writes
        }
    }

    /// Files are written on a thread that may block.
    private func keep(_ failure: FailedBatch, in name: String) async throws(DestinationError) {
        let files = files
        let result: Result<Void, DestinationError> = await withCheckedContinuation {
            continuation in
            let isAccepted = pool.run {
                do throws(DestinationError) {
                    try files.keep(failure, in: name)
                    continuation.resume(returning: .success(()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if !isAccepted {
                continuation.resume(returning: .failure(DestinationError("too much is waiting")))
            }
        }
        try result.get()
    }
}
