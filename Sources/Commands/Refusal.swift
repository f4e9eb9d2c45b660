package import Expressions
package import Values

/// Why a mutation changed nothing.
///
/// A refusal is an answer, not a failure: the store is fine.
package enum Refusal: Error, Hashable, Sendable {
    /// The condition did not hold; `existing` is the item that it was checked against.
    case conditionFailed(existing: ItemImage?)
    /// The update does not fit the item that it found.
    case expression(ExpressionError)
    case itemTooLarge(bytes: Int, limit: Int)
    /// The update would nest lists and maps deeper than `limit`.
    case itemTooDeep(limit: Int)
    /// A transaction's reasons, one per action in order; `nil` where that action was fine.
    case cancelled([Refusal?])
    /// A batch of increments must go on where its source's last one ended.
    case sequenceGap(expected: Int64)
    /// The source has sent another batch under this number; `last` is its last one.
    case sequenceReused(last: Int64)
    /// A batch's number lies before `oldest`, the first whose content its source is known by.
    case sequenceTooOld(last: Int64, oldest: Int64)
    /// The id of ONCE belongs to an update of another item or with other content.
    case onceReused
    /// The items of a batch of increments and the change records about them would be this large
    /// together.
    case batchTooLarge(bytes: Int, limit: Int)
    /// A batch would make more change records than one command can.
    case batchTellsTooMuch(records: Int, limit: Int)
    /// Why no write of a batch of increments was applied: the first that failed, and the item as it
    /// found it.
    indirect case inBatch(index: Int, existing: ItemImage?, reason: Refusal)
    /// The token was used for another transaction within its life.
    case tokenMismatch
    case tableNotFound
    case tableExists
    /// A definition names another key than the table has.
    case keySchemaDiffers(KeySchema)
    case tableLimitReached(limit: Int)
    case deletionProtected
    case timeToLiveAlreadyEnabled
    case timeToLiveAlreadyDisabled
    /// Disabling names another attribute than the one that is enabled.
    case timeToLiveAttributeDiffers(enabled: Text)
    case tooManyTags(limit: Int)
    /// The update would leave every setting as it is.
    case settingsUnchanged
    case streamAlreadyEnabled
    case streamAlreadyDisabled
    /// The table has closed streams that are not yet trimmed, as many as it may have.
    case streamLimitReached(limit: Int)
    /// The table that a handler is for has no open stream.
    case streamNotFound
    case handlerNotFound
    /// There is another handler of this name.
    case handlerExists(name: Text)
    case handlerLimitReached(limit: Int)
    /// A handler stands elsewhere than its step believes, because its position was set anew.
    case checkpointMoved
}
