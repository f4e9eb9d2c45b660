import Commands
import Expressions

/// Why a step of a handler cannot be taken because of what it writes.
enum StepRejection {
    /// The table of one of the writes is gone.
    case tableNotFound(index: Int)
    case writes(SequenceRejection)

    /// Whether it is the first writes of a step that are at fault, not those that come after them.
    ///
    /// A step that is too large is the fault of the others, `own`, if there are any: without them it
    /// may pass.
    func isOf(_ writes: [ItemWrite], before own: [ItemWrite] = []) -> Bool {
        switch self {
        case .tableNotFound(let index), .writes(.write(let index, _, _)): index < writes.count
        case .writes(.tooLarge): !writes.isEmpty && own.isEmpty
        case .writes(.tooManyChanges): false
        }
    }

    fileprivate var words: String {
        switch self {
        case .tableNotFound(let index): "the table of writes[\(index)] is gone"
        case .writes(.tooLarge(let bytes, let limit)):
            "they take \(bytes) bytes together; \(limit) are allowed"
        case .writes(.tooManyChanges(let records, let limit)):
            "they come to \(records) changes; \(limit) are allowed"
        case .writes(.write(let index, _, let reason)):
            switch reason {
            case .conditionFailed: "the condition of writes[\(index)] does not hold"
            case .expression(let error): "writes[\(index)]: \(error.message)"
            case .itemTooLarge(let bytes, let limit):
                "writes[\(index)] makes an item of \(bytes) bytes; \(limit) are allowed"
            case .itemTooDeep(let limit):
                "writes[\(index)] makes an item with more than \(limit) levels"
            case .onceReused:
                "writes[\(index)].once was used for another write: of another item, or with other "
                    + "changes"
            }
        }
    }
}

extension HandlerFault {
    /// The words for writes that were rejected.
    init(_ rejection: StepRejection) {
        self.init("The handler's writes were refused: \(rejection.words)")
    }
}
