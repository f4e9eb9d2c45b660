import API
import Commands
import Model
import Values

extension WireError {
    /// Why a write cannot be one of its table, in AWS's words.
    ///
    /// - Parameter isWholeItem: whether AWS says what is missing of a key in an item, or of a wrong
    ///   type.
    init(_ problem: WriteProblem, isWholeItem: Bool) {
        switch problem {
        case .itemTooLarge:
            self = .validation("Item size has exceeded the maximum allowed size")
        case .key(let error): self.init(error, ofWholeItem: isWholeItem)
        case .table(.changesKey(let attribute)):
            self = .invalidParameter(
                "Cannot update attribute \(attribute). This attribute is part of the key")
        case .table(.declaredType(let problem)): self = .validation("\(problem.message).")
        }
    }

    /// What `body` returns, or its problem in AWS's words.
    static func translate<Result>(
        isWholeItem: Bool, _ body: () throws(WriteProblem) -> Result
    ) throws(WireError) -> Result {
        do throws(WriteProblem) {
            return try body()
        } catch {
            throw WireError(error, isWholeItem: isWholeItem)
        }
    }
}
