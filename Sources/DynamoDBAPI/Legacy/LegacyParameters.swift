import Expressions

/// What the parameters from before expressions say, as the trees that expressions become.
///
/// Nothing evaluates or applies them but what does so for expressions. KeyConditions are read apart:
/// a Query may have them beside expressions, and AWS judges them later.
final class LegacyParameters: Sendable {
    let update: Update?
    let condition: Condition?
    let projection: Projection?

    /// Reads them in the order in which AWS judges them.
    init(_ request: RequestReader) throws(WireError) {
        update = try LegacyUpdate.read(request)
        condition = try LegacyConditions.read(request)
        projection = try LegacyProjection.read(request)
    }
}
