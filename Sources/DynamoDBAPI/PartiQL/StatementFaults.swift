import API
import Values

/// What is wrong with a transaction's statements where each is well formed: that a table is missing, or
/// that a key is none of its table.
///
/// AWS reports all of it at once, as it reports failed conditions.
struct StatementFaults {
    private var reasons: [CancellationReason]

    /// - Parameter count: how many statements the transaction has.
    init(count: Int) {
        reasons = Array(repeating: .none, count: count)
    }

    mutating func note(_ reason: CancellationReason, at index: Int) {
        reasons[index] = reason
    }

    /// Notes what is wrong with the key of a request; an empty value rejects the whole transaction later.
    mutating func noteKey(of request: some KeyedRequest, in schema: KeySchema, at index: Int) {
        do throws(KeyError) {
            _ = try request.key(of: schema)
        } catch {
            if case .empty = error { return }
            let rejection = WireError(error, ofWholeItem: request.givesWholeItem)
            guard let message = rejection.validationMessage else { return }
            note(.validationError(message), at: index)
        }
    }

    /// Cancels the transaction when anything is wrong.
    func check() throws(WireError) {
        guard reasons.contains(where: { $0 != CancellationReason.none }) else { return }
        throw .transactionCanceled(reasons)
    }
}
