import Commands
import Engine
import Expressions
import Values

// Why writes to items are rejected, in AWS's words.
extension WireError {
    /// - Parameter showsItem: whether the request asked to see the item that failed its condition.
    init(_ rejection: WriteRejection, showsItem: Bool) {
        switch rejection {
        case .conditionFailed(let existing):
            self = .conditionalCheckFailed(item: showsItem ? existing?.item : nil)
        case .expression(let error): self = .validation(error.message)
        case .itemTooLarge: self = .validation(Misfit.tooLarge)
        case .itemTooDeep: self = .validation(Misfit.tooDeep)
        case .onceReused: self = .validation(Misfit.onceReused)
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
                .transactionCanceled(
                    zip(reasons, showsItem).map { CancellationReason($0, showsItem: $1) })
            case .tokenMismatch: .idempotentParameterMismatch
            }
        }
    }

    /// A table that went while the request was under way.
    private static let tableGone = WireError.resourceNotFound("Requested resource not found")
}

extension CancellationReason {
    /// What one action's rejection, or its absence, is called in a canceled transaction.
    init(_ rejection: WriteRejection?, showsItem: Bool) {
        switch rejection {
        case nil: self = .none
        case .conditionFailed(let existing):
            self = .conditionalCheckFailed(item: showsItem ? existing?.item : nil)
        case .expression(let error): self = .validationError(error.message)
        case .itemTooLarge: self = .validationError(Misfit.tooLarge)
        case .itemTooDeep: self = .validationError(Misfit.tooDeep)
        case .onceReused: self = .validationError(Misfit.onceReused)
        }
    }
}

/// What is said of a write that does not fit, alone or in a transaction.
private enum Misfit {
    /// A put's size is known before it is submitted; only an update's result is measured there.
    static let tooLarge = "Item size to update has exceeded the maximum allowed size"
    static let tooDeep = "Nesting Levels have exceeded supported limits"
    static let onceReused =
        "The id after ONCE was used for another update: the key and the changes of a "
        + "repeated update must be the same. Nothing was changed."
}
