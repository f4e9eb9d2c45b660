import LMDB
import Log
import Platform

// Every error of what lies below becomes the store's here, and nowhere else.
extension StoreError {
    init(_ error: LMDBError, doing what: String) {
        self =
            if error.isDiskFull {
                .diskFull("\(what): \(error)")
            } else if error.isCorrupt {
                .corrupt("\(what): \(error)")
            } else if error.isReadersFull {
                .busy("\(what): \(error)")
            } else {
                .system("\(what): \(error)")
            }
    }

    init(_ error: LogError) {
        self =
            switch error {
            case .diskFull: .diskFull("the log cannot grow")
            case .corrupt, .missing, .positionUnavailable: .corrupt("\(error)")
            case .poisoned: .writesFailed("\(error)")
            case .groupTooLarge, .failed, .closed: .system("\(error)")
            }
    }

    init(_ error: FileError) {
        self = error.isDiskFull ? .diskFull("\(error)") : .system("\(error)")
    }

    /// For steps that several of the layers below have a part in.
    init(any error: any Error, doing what: String) {
        self =
            switch error {
            case let error as StoreError: error
            case let error as LMDBError: StoreError(error, doing: what)
            case let error as LogError: StoreError(error)
            case let error as FileError: StoreError(error)
            default: .system("\(what): \(error)")
            }
    }
}
