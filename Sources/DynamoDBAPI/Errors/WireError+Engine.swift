import Commands
import Engine
import Expressions
import Model
import Values

extension WireError {
    /// A failed commit in AWS's words.
    ///
    /// - Parameter showsItem: whether the request asked to see the item that failed its condition.
    init(_ error: CommitError, showsItem: Bool = false) {
        switch error {
        case .refused(let refusal): self.init(refusal, showsItem: showsItem)
        case .tooLarge(let bytes, let limit):
            self = .validation(
                "The request is too large to be carried out at once: it takes \(bytes) bytes; "
                    + "\(limit) are allowed")
        case .failed(let failure): self.init(failure)
        }
    }

    init(_ refusal: Refusal, showsItem: Bool = false) {
        switch refusal {
        case .conditionFailed(let existing):
            self = .conditionalCheckFailed(item: showsItem ? existing?.item : nil)
        case .expression(let error): self = .validation(error.message)
        case .itemTooLarge:
            // A put's size is known before it is submitted; only an update's result is measured there.
            self = .validation("Item size to update has exceeded the maximum allowed size")
        case .itemTooDeep:
            self = .validation("Nesting Levels have exceeded supported limits")
        case .cancelled(let refusals):
            self = .transactionCanceled(refusals.map { CancellationReason($0, showsItem: false) })
        case .tokenMismatch: self = .idempotentParameterMismatch
        case .tableNotFound: self = .resourceNotFound("Requested resource not found")
        case .tableExists: self = .resourceInUse("Table already exists")
        case .tableLimitReached(let limit):
            self = .limitExceeded(
                "Subscriber limit exceeded: there is a limit of \(limit) tables per subscriber")
        case .deletionProtected:
            self = .validation(
                "Resource cannot be deleted as it is currently protected against deletion. "
                    + "Disable deletion protection first.")
        case .timeToLiveAlreadyEnabled: self = .validation("TimeToLive is already enabled")
        case .timeToLiveAlreadyDisabled: self = .validation("TimeToLive is already disabled")
        case .timeToLiveAttributeDiffers(let enabled):
            self = .validation(
                "TimeToLive is active on a different AttributeName: "
                    + "current AttributeName is \(enabled)")
        case .tooManyTags(let limit):
            self = .limitExceeded("One or more tags exceed the limit of \(limit) tags per resource")
        case .settingsUnchanged:
            self = .validation("The update would leave the table as it is")
        case .streamAlreadyEnabled: self = .validation("Table already has an enabled stream")
        case .streamAlreadyDisabled: self = .validation("Table has no stream to disable")
        case .streamLimitReached(let limit):
            self = .limitExceeded(
                "Subscriber limit exceeded: There is a limit of \(limit) streams per table "
                    + "that can still be read")
        case .onceReused:
            self = .validation(
                "The id after ONCE was used for another update: the key and the changes of a "
                    + "repeated update must be the same. Nothing was changed.")
        case .sequenceGap, .sequenceReused, .sequenceTooOld, .inBatch, .batchTooLarge,
            .batchTellsTooMuch, .keySchemaDiffers, .streamNotFound, .handlerNotFound,
            .handlerExists, .handlerLimitReached, .checkpointMoved:
            self = .internalServer(
                "A request of this API was refused as one of another: \(refusal)")
        }
    }

    init(_ failure: StoreError) {
        switch failure {
        case .busy, .diskFull, .stopped: self = .serviceUnavailable(failure.message)
        case .writesFailed, .corrupt, .cannotOpen, .system:
            self = .internalServer(failure.message)
        }
    }

    /// The reply of a commit, or its failure in AWS's words.
    static func reply(_ result: Result<Reply, CommitError>) throws(WireError) -> Reply {
        switch result {
        case .success(let reply): return reply
        case .failure(let error): throw WireError(error)
        }
    }

    init(_ error: ExpressionError) {
        self = .validation(error.message)
    }
}

extension CancellationReason {
    /// What one action's refusal, or its absence, is called in a canceled transaction.
    init(_ refusal: Refusal?, showsItem: Bool) {
        switch refusal {
        case nil: self = .none
        case .conditionFailed(let existing):
            self = .conditionalCheckFailed(item: showsItem ? existing?.item : nil)
        case let other?: self = .validationError(WireError(other).message ?? "")
        }
    }
}
