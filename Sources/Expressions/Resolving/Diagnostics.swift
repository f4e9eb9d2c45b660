/// What is wrong with an expression that is well formed.
///
/// DynamoDB complains about one thing only and has an order of complaints: some concern the
/// whole expression, the others are looked for condition by condition (an update is one piece).
/// Of one rank the first in the text wins.
struct Diagnostics: Sendable {
    enum Rank: Int, Sendable {
        case parentheses
        /// Updates look for reserved words before they look at functions, conditions after.
        case reservedWordOfUpdate
        case unknownFunction
        case functionOutOfPlace
        case reservedWord
        case section
        case listIndex
        case operatorCount
        case operandsOfIn

        // From here on, piece by piece.
        case undefinedPlaceholder
        case pathDepth
        case overlap
        case conflict
        case clauseOperand
        case operandCount
        case repeatedOperand
        case operandType
        case unobservedPath

        fileprivate var isOfPiece: Bool { rawValue >= Rank.undefinedPlaceholder.rawValue }
    }

    private var whole: (rank: Rank, message: String)?
    private var firstPiece: String?
    private var piece: (rank: Rank, message: String)?

    mutating func note(_ rank: Rank, _ message: @autoclosure () -> String) {
        if rank.isOfPiece {
            if let piece, piece.rank.rawValue <= rank.rawValue { return }
            piece = (rank, message())
        } else {
            if let whole, whole.rank.rawValue <= rank.rawValue { return }
            whole = (rank, message())
        }
    }

    /// The worst of the piece just read counts unless an earlier piece had something.
    mutating func closePiece() {
        if firstPiece == nil { firstPiece = piece?.message }
        piece = nil
    }

    /// The one complaint that DynamoDB would make, if any.
    var message: String? { whole?.message ?? firstPiece ?? piece?.message }
}
