/// How what is wrong with an expression is worded: AWS has begun to say it in another way.
///
/// Since 2026 it counts such errors in some regions, as it has always counted broken constraints.
/// Most suites and clients compare with the words of before, so those are the ones that are used;
/// this is the one place where that can be changed.
package enum ExpressionWording: Sendable {
    /// `Invalid UpdateExpression: …`
    case plain
    /// `1 validation error detected: Invalid UpdateExpression: …`
    case counted
}
