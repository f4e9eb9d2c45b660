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

    /// The tables of a name have had too many streams that can still be read.
    fileprivate static func streamLimitReached(_ limit: Int) -> WireError {
        .limitExceeded(
            "Subscriber limit exceeded: There is a limit of \(limit) streams per table "
                + "that can still be read")
    }

    static func timeToLiveOnDifferentAttribute(_ enabled: Text) -> WireError {
        .validation(
            "TimeToLive is active on a different AttributeName: "
                + "current AttributeName is \(enabled.string)")
    }
}

/// Why a change of a table is rejected, in AWS's words.
protocol TableRejection {
    func wireError(onTable name: Text) -> WireError
}

extension Commands.CreateTable.Rejection: TableRejection {
    func wireError(onTable name: Text) -> WireError {
        switch self {
        case .tableExists: .resourceInUse("Table already exists: \(name.string)")
        case .tableLimitReached(let limit):
            .limitExceeded(
                "Subscriber limit exceeded: There is a limit of \(limit) tables per subscriber")
        case .tooManyTags: TagRules.tooMany
        case .streamLimitReached(let limit): .streamLimitReached(limit)
        }
    }
}

extension Commands.UpdateTable.Rejection: TableRejection {
    func wireError(onTable name: Text) -> WireError {
        switch self {
        case .tableNotFound: .tableNotFound(name)
        case .settingsUnchanged: .validation("The update would leave the table as it is")
        case .streamAlreadyEnabled:
            .validation("Table already has an enabled stream: TableName: \(name.string)")
        case .streamAlreadyDisabled:
            .validation("Table has no stream to disable: TableName: \(name.string)")
        case .streamLimitReached(let limit): .streamLimitReached(limit)
        case .indexExists: .validation("Attempting to create an index which already exists")
        case .indexNotFound(let index):
            .resourceNotFound(
                "Requested resource not found: Index \(index) for table \(name)")
        case .indexLimitReached(let limit):
            .limitExceeded(
                "Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit "
                    + "of \(limit)")
        case .projectionLimitReached(let limit):
            .invalidParameter(
                "The number of NonKeyAttributes of all indexes exceeds the per-table limit of "
                    + "\(limit)")
        case .indexIsBeingCreated:
            .limitExceeded(
                "Subscriber limit exceeded: Only 1 online index can be created or deleted "
                    + "simultaneously per table")
        case .keyTypeDiffers(let attribute):
            .invalidParameter(
                "Attributes cannot be redefined. Please check that your attribute has the same type "
                    + "as previously defined: \(attribute.name) is not of type "
                    + "\(attribute.type.tag)")
        }
    }
}

extension Commands.DeleteTable.Rejection: TableRejection {
    func wireError(onTable name: Text) -> WireError {
        switch self {
        case .tableNotFound: .tableNotFound(name)
        case .deletionProtected:
            .validation(
                "Resource cannot be deleted as it is currently protected against deletion. "
                    + "Disable deletion protection first.")
        }
    }
}

extension EnableTimeToLive.Rejection: TableRejection {
    func wireError(onTable name: Text) -> WireError {
        switch self {
        case .tableNotFound: .tableNotFound(name)
        case .alreadyEnabled: .validation("TimeToLive is already enabled")
        }
    }
}

extension DisableTimeToLive.Rejection: TableRejection {
    func wireError(onTable name: Text) -> WireError {
        switch self {
        case .tableNotFound: .tableNotFound(name)
        case .alreadyDisabled: .validation("TimeToLive is already disabled")
        case .attributeDiffers(let enabled): .timeToLiveOnDifferentAttribute(enabled)
        }
    }
}

extension TagTable.Rejection: TableRejection {
    func wireError(onTable name: Text) -> WireError {
        switch self {
        case .tableNotFound: .tableNotFound(name)
        case .tooManyTags: TagRules.tooMany
        }
    }
}

extension TableNotFound: TableRejection {
    func wireError(onTable name: Text) -> WireError { .tableNotFound(name) }
}
