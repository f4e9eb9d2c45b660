import Values

/// Which language the expressions about a table speak.
package enum Dialect: Hashable, Sendable {
    /// DynamoDB's own, word for word.
    case strict
    /// With sketches besides: OBSERVE, MERGE, ONCE, `estimate` and `fresh`.
    case extended(SketchPrecisions)

    /// Whether it knows more than DynamoDB does.
    var isExtended: Bool {
        switch self {
        case .strict: false
        case .extended: true
        }
    }

    /// The precision of a sketch made new in `attribute`.
    func precision(of attribute: Text) -> Int {
        switch self {
        case .strict: SketchPrecisions().precision(of: attribute)
        case .extended(let precisions): precisions.precision(of: attribute)
        }
    }
}
