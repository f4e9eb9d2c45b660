import Commands
import Engine
import Model
import Values

extension WireError {
    static func tableNotFound(_ name: Text) -> WireError {
        .resourceNotFound("Requested resource not found: Table: \(name.string) not found")
    }

    /// For parts of the API that later versions bring; better a refusal than a silent difference.
    static func unsupported(_ what: String) -> WireError {
        .invalidParameter("\(what) not supported by this version of Quipu")
    }

    /// Why a change of the catalog failed, in AWS's words.
    init(_ error: CommitError, onTable name: Text) {
        guard case .refused(let refusal) = error else {
            self.init(error)
            return
        }
        switch refusal {
        case .tableNotFound: self = .tableNotFound(name)
        case .tableExists: self = .resourceInUse("Table already exists: \(name.string)")
        case .tableLimitReached(let limit):
            self = .limitExceeded(
                "Subscriber limit exceeded: There is a limit of \(limit) tables per subscriber")
        case .deletionProtected:
            self = .validation(
                "Resource cannot be deleted as it is currently protected against deletion. "
                    + "Disable deletion protection first.")
        case .tooManyTags(let limit): self = TagRules.tooMany(limit: limit)
        case .timeToLiveAlreadyEnabled: self = .validation("TimeToLive is already enabled")
        case .timeToLiveAlreadyDisabled: self = .validation("TimeToLive is already disabled")
        case .timeToLiveAttributeDiffers(let enabled):
            self = .timeToLiveOnDifferentAttribute(enabled)
        case .streamAlreadyEnabled:
            self = .validation("Table already has an enabled stream: TableName: \(name.string)")
        case .streamAlreadyDisabled:
            self = .validation("Table has no stream to disable: TableName: \(name.string)")
        default: self.init(error)
        }
    }

    static func timeToLiveOnDifferentAttribute(_ enabled: Text) -> WireError {
        .validation(
            "TimeToLive is active on a different AttributeName: "
                + "current AttributeName is \(enabled.string)")
    }
}
