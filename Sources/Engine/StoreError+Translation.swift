import LMDB
import Log
import Platform

// Every error of what lies below becomes the store's here, and nowhere else.

/// An error of a layer below, which the store reports as its own.
protocol TranslatableError: Error {
    /// - Parameter what: what the store was doing, and with what.
    func translated(doing what: @autoclosure () -> String) -> StoreError
}

extension LMDBError: TranslatableError {
    func translated(doing what: @autoclosure () -> String) -> StoreError {
        let words = "\(what()): \(self)"
        let call = FailedCall(operation: operation, code: code)
        return if isDiskFull {
            .diskFull(words, call)
        } else if isCorrupt {
            .corrupt(words, call)
        } else if isReadersFull {
            .busy(words, call)
        } else {
            .system(words, call)
        }
    }
}

extension FileError: TranslatableError {
    /// Says itself what was done.
    func translated(doing what: @autoclosure () -> String) -> StoreError { StoreError(self) }
}

extension LogError: TranslatableError {
    /// Says itself what was done.
    func translated(doing what: @autoclosure () -> String) -> StoreError { StoreError(self) }
}

extension StoreError {
    init(_ error: LMDBError, doing what: @autoclosure () -> String) {
        self = error.translated(doing: what())
    }

    init(_ error: LogError) {
        self =
            switch error {
            case .diskFull(let cause): .diskFull("the log cannot grow", FailedCall(cause))
            case .corrupt, .missing, .positionUnavailable: .corrupt("\(error)")
            case .poisoned(_, let cause): .writesFailed("\(error)", cause.map(FailedCall.init))
            case .failed(let cause): .system("\(error)", FailedCall(cause))
            case .groupTooLarge, .closed: .system("\(error)")
            }
    }

    init(_ error: FileError) {
        self =
            error.isDiskFull
            ? .diskFull("\(error)", FailedCall(error)) : .system("\(error)", FailedCall(error))
    }

    /// For the steps of opening a data directory.
    init(opening error: FileError) {
        self = .cannotOpen("\(error)", FailedCall(error))
    }

    /// For space that is reserved before it is written to: the words say how much is needed.
    init(reserving error: FileError) {
        self = error.isDiskFull ? .diskFull(error.message, FailedCall(error)) : StoreError(error)
    }

    /// For checks of files: what the system refuses to say is no lack of space.
    init(lookingAt error: FileError) {
        self = .system("\(error)", FailedCall(error))
    }

    /// Runs what a layer below does; its errors become the store's.
    static func translating<Result: ~Copyable, Failure: TranslatableError>(
        _ what: @autoclosure () -> String, _ body: () throws(Failure) -> Result
    ) throws(StoreError) -> Result {
        do throws(Failure) {
            return try body()
        } catch {
            throw error.translated(doing: what())
        }
    }

    /// LMDB's failure in the middle of a transaction that may go well when it is done anew.
    var isPassing: Bool { call.map { LMDBError.isPassing(code: $0.code) } ?? false }

    /// There was no room for what was to be written; for less there may be.
    var isShortage: Bool { if case .diskFull = self { true } else { isMapFull } }

    /// LMDB's map has no free page left.
    var isMapFull: Bool { call.map { LMDBError.isMapFull(code: $0.code) } ?? false }
}

extension FailedCall {
    fileprivate init(_ error: FileError) {
        self.init(operation: error.operation, code: error.code)
    }
}
