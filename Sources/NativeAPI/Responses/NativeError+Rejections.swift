import Commands
import Engine
import Expressions
import Model
import Values

// Why commands are rejected, as problems of this API: one place per kind of command.

extension NativeError {
    /// What a rejected write becomes; `part` is the element of the batch that asked for it.
    init(_ rejection: WriteRejection, part: Part? = nil) {
        switch rejection {
        case .conditionFailed: self = .conditionFailed(part)
        case .onceReused: self = .onceReused(part)
        case .expression(let error): self = .updateRefused(part, "\(error.message).")
        case .itemTooLarge(let bytes, let limit):
            self = .updateRefused(
                part, "The item would have \(bytes) bytes; \(limit) are allowed.")
        case .itemTooDeep(let limit):
            self = .updateRefused(
                part,
                "The item would have lists and maps in more than \(limit) levels.")
        case .indexKey(let rejection): self = .updateRefused(part, "\(rejection.words).")
        }
    }

    /// The same with the item and the attribute that the write does not fit.
    init(
        _ rejection: WriteRejection, of table: Table, part: Part? = nil, _ write: ItemWrite,
        _ existing: ItemImage?
    ) {
        guard case .expression(let error) = rejection,
            let words = UpdateConflict.words(write, existing, of: table)
        else {
            self.init(rejection, part: part)
            return
        }
        self = .updateRefused(part, "\(error.message). \(words)")
    }

    init(_ rejection: WriteBatch.Rejection, of table: Text) {
        switch rejection {
        case .tableNotFound: self = .tableNotFound(table)
        case .write(_, let reason): self.init(reason)
        }
    }

    init(_ rejection: DefineTable.Rejection) {
        switch rejection {
        case .keySchemaDiffers(let schema): self = .keySchemaDiffers(schema)
        case .tableLimitReached(let limit): self = .tableLimitReached(limit)
        case .tooManyTags(let limit):
            self = .invalid(field: "tags", "tags: a table may have \(limit) tags.")
        case .streamLimitReached(let limit): self = .streamLimitReached(limit)
        case .indexLimitReached(let limit):
            self = .invalid(field: "indexes", "indexes: a table may have \(limit) indexes.")
        }
    }

    init(_ rejection: Commands.DeleteTable.Rejection, of table: Text) {
        switch rejection {
        case .tableNotFound: self = .tableNotFound(table)
        case .deletionProtected: self = .deletionProtected(table)
        }
    }
}

/// Why a change of a handler is rejected, as a problem of this API.
protocol HandlerRejection: Error {
    /// - Parameter table: that of the handler's changes.
    func problem(ofHandler name: Text, table: Text) -> NativeError
}

extension HandlerNotFound: HandlerRejection {
    func problem(ofHandler name: Text, table: Text) -> NativeError { .handlerNotFound(name) }
}

extension DefineHandler.Rejection: HandlerRejection {
    func problem(ofHandler name: Text, table: Text) -> NativeError {
        switch self {
        case .handlerNotFound: .handlerNotFound(name)
        case .handlerExists(let other):
            .invalid(field: "handler", "There is another handler called \(other).")
        case .handlerLimitReached(let limit): .handlerLimitReached(limit)
        case .tableNotFound: .tableNotFound(table)
        case .streamNotFound: .streamOff(table)
        }
    }
}

extension Commands.ReplayHandler.Rejection: HandlerRejection {
    func problem(ofHandler name: Text, table: Text) -> NativeError {
        switch self {
        case .handlerNotFound: .handlerNotFound(name)
        case .streamNotFound: .streamOff(table)
        }
    }
}
