import Commands
import Engine
import Expressions
import Model
import Values

extension WireError {
    /// Why a command was not committed, in AWS's words.
    ///
    /// - Parameter words: what a rejection of this kind of command is called.
    init<Rejection>(_ error: CommitError<Rejection>, _ words: (Rejection) -> WireError) {
        switch error {
        case .rejected(let rejection): self = words(rejection)
        case .tooLarge(let bytes, let limit):
            self = .validation(
                "The request is too large to be carried out at once: it takes \(bytes) bytes; "
                    + "\(limit) are allowed")
        case .failed(let failure): self.init(failure)
        }
    }

    init(_ failure: StoreError) {
        switch failure {
        case .busy, .diskFull, .stopped: self = .serviceUnavailable(failure.message)
        case .writesFailed, .corrupt, .cannotOpen, .system:
            self = .internalServer(failure.message)
        }
    }

    init(_ error: ExpressionError) {
        self = .validation(error.message)
    }
}
