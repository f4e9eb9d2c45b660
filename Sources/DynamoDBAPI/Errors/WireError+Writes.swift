import Commands
import Engine
import Expressions
import Values

// Why writes to items are rejected, in AWS's words.
extension WireError {
    /// - Parameter showsItem: whether the request asked to see the item that failed its condition.
    init(_ rejection: WriteRejection, showsItem: Bool) {
        switch WriteFault(rejection, showsItem: showsItem) {
        case .condition(let item): self = .conditionalCheckFailed(item: item)
        case .validation(let message): self = .validation(message)
        }
    }

    init(_ error: CommitError<ItemWrite.Rejection>, showsItem: Bool) {
        self.init(error) { rejection in
            switch rejection {
            case .tableNotFound: .tableGone
            case .write(let reason): WireError(reason, showsItem: showsItem)
            }
        }
    }

    init(_ error: CommitError<WriteBatch.Rejection>) {
        self.init(error) { rejection in
            switch rejection {
            case .tableNotFound: .tableGone
            case .write(_, let reason): WireError(reason, showsItem: false)
            }
        }
    }

    /// - Parameter showsItem: of each action, whether it asked to see the item that failed its
    ///   condition.
    init(_ error: CommitError<Transaction.Rejection>, showsItem: [Bool]) {
        self.init(error) { rejection in
            switch rejection {
            case .tableNotFound: .tableGone
            case .cancelled(let reasons):
                WireError.emptyIndexKey(among: reasons)
                    ?? .transactionCanceled(
                        zip(reasons, showsItem).map { CancellationReason($0, showsItem: $1) })
            case .tokenMismatch: .idempotentParameterMismatch
            }
        }
    }

    /// An empty value rejects the whole request, as it does in a table's key.
    private static func emptyIndexKey(among reasons: [WriteRejection?]) -> WireError? {
        for case .indexKey(let rejection)? in reasons {
            if case .empty = rejection.error { return .validation(rejection.message) }
        }
        return nil
    }

    /// A table that went while the request was under way.
    private static let tableGone = WireError.resourceNotFound("Requested resource not found")
}

extension CancellationReason {
    /// What one action's rejection, or its absence, is called in a canceled transaction.
    init(_ rejection: WriteRejection?, showsItem: Bool) {
        guard let rejection else {
            self = .none
            return
        }
        if case .indexKey(let index) = rejection,
            let message = CancellationReason.message(of: index)
        {
            self = .validationError(message)
            return
        }
        switch WriteFault(rejection, showsItem: showsItem) {
        case .condition(let item): self = .conditionalCheckFailed(item: item)
        case .validation(let message): self = .validationError(message)
        }
    }

    /// What AWS's documentation says of an update in a transaction that an index does not take.
    private static func message(of rejection: IndexKeyRejection) -> String? {
        guard rejection.isUpdate else { return nil }
        let beginning = "The update expression attempted to update the secondary index key "
        return switch rejection.error {
        case .tooLong: beginning + "beyond allowed size limits"
        case .wrongType: beginning + "to unsupported type"
        case .missing, .unexpected, .empty, .wrongCount: nil
        }
    }
}

extension IndexKeyRejection {
    fileprivate var message: String {
        switch error {
        case .empty(let name, let type):
            let kind = type == .binary ? "binary" : "string"
            if isUpdate {
                return "One or more parameter values are not valid. The update expression "
                    + "attempted to update a secondary index key to a value that is not "
                    + "supported. The AttributeValue for a key attribute cannot contain an empty "
                    + "\(kind) value."
            }
            return "One or more parameter values are not valid. A value specified for a secondary "
                + "index key is not supported. The AttributeValue for a key attribute cannot "
                + "contain an empty \(kind) value. IndexName: \(index), IndexKey: \(name)"
        case .wrongType(let name, let expected, let actual):
            return "One or more parameter values were invalid: Type mismatch for Index Key "
                + "\(name) Expected: \(expected.tag) Actual: \(actual.rawValue) "
                + "IndexName: \(index)"
        case .missing, .unexpected, .tooLong, .wrongCount:
            return WireError(error, ofWholeItem: true).message ?? words
        }
    }
}

/// Why a write to an item is rejected, in AWS's words, be it alone or one of a transaction.
private enum WriteFault {
    /// With the item, where the request asked to see it.
    case condition(Item?)
    case validation(String)

    init(_ rejection: WriteRejection, showsItem: Bool) {
        switch rejection {
        case .conditionFailed(let existing):
            self = .condition(showsItem ? existing?.item : nil)
        case .expression(let error): self = .validation(error.message)
        case .itemTooLarge:
            // A put's size is known before it is submitted; only an update's result is measured there.
            self = .validation("Item size to update has exceeded the maximum allowed size")
        case .itemTooDeep: self = .validation("Nesting Levels have exceeded supported limits")
        case .indexKey(let rejection): self = .validation(rejection.message)
        case .onceReused:
            self = .validation(
                "The id after ONCE was used for another update: the key and the changes of a "
                    + "repeated update must be the same. Nothing was changed.")
        }
    }
}
