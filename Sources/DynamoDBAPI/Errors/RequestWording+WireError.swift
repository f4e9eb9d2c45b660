import API

extension RequestWording {
    /// The operations for which AWS has changed its words; batches of writes, transactions, scans and
    /// statements still have the former ones.
    private static let operations: Set<String> = [
        "PutItem", "UpdateItem", "DeleteItem", "GetItem", "BatchGetItem", "Query",
    ]

    /// The error as this wording has it, for a request to `operation`.
    func wording(of error: WireError, by operation: String) -> WireError {
        guard case .reworded(let former, let current) = error else { return error }
        let isCurrent = self == .current && RequestWording.operations.contains(operation)
        return .validation(isCurrent ? current : former)
    }
}

extension WireError {
    /// What is wrong with the request, in the former words; `nil` for errors of another kind.
    var validationMessage: String? {
        switch self {
        case .validation(let message), .reworded(let message, _): message
        default: nil
        }
    }

    /// The same error with other words in the current wording.
    func reworded(_ words: (String) -> String) -> WireError {
        switch self {
        case .validation(let message): .reworded(former: message, current: words(message))
        case .reworded(let former, let current):
            .reworded(former: former, current: words(current))
        default: self
        }
    }

    /// The same error with other words in the former wording.
    func formerly(_ words: (String) -> String) -> WireError {
        switch self {
        case .validation(let message): .reworded(former: words(message), current: message)
        case .reworded(let former, let current):
            .reworded(former: words(former), current: current)
        default: self
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
            throw error.reworded { "1 validation error detected: \($0)" }
        }
    }
}
