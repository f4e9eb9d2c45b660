import API
import Values

extension WireError {
    /// Why a transaction cannot be one, in AWS's words.
    ///
    /// A key or a write that does not fit cancels the transaction, and the first one ends the search;
    /// only an empty key value rejects the whole request.
    ///
    /// - Parameter count: how many actions the transaction has.
    init(_ problem: TransactionProblem, among count: Int) {
        switch problem {
        case .key(let error, let isWholeItem, let index):
            let rejection = WireError(error, ofWholeItem: isWholeItem)
            if case .empty = error {
                self = rejection
            } else {
                self = .cancellation(by: rejection, at: index, among: count)
            }
        case .repeatedItem:
            self = .validation(
                "Transaction request cannot include multiple operations on one item")
        case .write(let error, let index):
            self = .cancellation(
                by: WireError(error, isWholeItem: false), at: index, among: count)
        }
    }

    /// The cancellation that one action's validation error causes; the others are fine so far.
    private static func cancellation(
        by error: WireError, at index: Int, among count: Int
    ) -> WireError {
        guard let message = error.validationMessage else { return error }
        var reasons = Array(repeating: CancellationReason.none, count: count)
        reasons[index] = .validationError(message)
        return .transactionCanceled(reasons)
    }

    /// What `body` returns, or its problem in AWS's words.
    static func translate<Result>(
        among count: Int, _ body: () throws(TransactionProblem) -> Result
    ) throws(WireError) -> Result {
        do throws(TransactionProblem) {
            return try body()
        } catch {
            throw WireError(error, among: count)
        }
    }
}
