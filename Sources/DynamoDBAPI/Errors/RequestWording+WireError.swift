import API

extension RequestWording {
    /// The operations for which AWS has changed its words; batches of writes, transactions, scans and
    /// statements still have the former ones.
    private static let operations: Set<String> = [
        "PutItem", "UpdateItem", "DeleteItem", "GetItem", "BatchGetItem", "Query",
    ]

    /// The error as this wording has it, for a request to `operation`.
    func wording(of error: WireError, by operation: String) -> WireError {
        guard case .reworded(let wordings) = error else { return error }
        guard RequestWording.operations.contains(operation) else {
            return .validation(wordings.lasting)
        }
        switch self {
        case .former: return .validation(wordings.former)
        case .current: return .validation(wordings.current)
        }
    }
}

extension WireError {
    /// An error whose words have changed where they change at all.
    static func reworded(former: String, current: String) -> WireError {
        .reworded(ErrorWordings(former: former, current: current, lasting: former))
    }

    /// What is wrong with the request, in the words that have not changed; `nil` for errors of another
    /// kind.
    var validationMessage: String? { wordings?.lasting }

    /// The same error with other words in the current wording.
    func currently(_ words: (String) -> String) -> WireError {
        guard var wordings else { return self }
        wordings.current = words(wordings.current)
        return .reworded(wordings)
    }

    /// The same error with other words in all wordings but the current one.
    func formerly(_ words: (String) -> String) -> WireError {
        guard var wordings else { return self }
        wordings.former = words(wordings.former)
        wordings.lasting = words(wordings.lasting)
        return .reworded(wordings)
    }

    private var wordings: ErrorWordings? {
        switch self {
        case .validation(let message):
            ErrorWordings(former: message, current: message, lasting: message)
        case .reworded(let wordings): wordings
        default: nil
        }
    }

    /// What `body` returns, which reads a whole request before its table is looked up: whatever is wrong
    /// with it is counted by AWS today.
    static func counted<Result>(
        _ body: () throws(WireError) -> Result
    ) throws(WireError) -> Result {
        do throws(WireError) {
            return try body()
        } catch {
            throw error.currently { "1 validation error detected: \($0)" }
        }
    }
}
