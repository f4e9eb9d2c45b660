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

    private static let operations: Set<String> = ["PutItem", "UpdateItem", "DeleteItem"]
    private static let beginnings = [
        "Invalid ConditionExpression:", "Invalid UpdateExpression:", "ExpressionAttributeNames ",
        "ExpressionAttributeValues ", "Value provided in ExpressionAttribute",
    ]

    /// The error as this wording has it, for a request to `operation`.
    func wording(of error: WireError, by operation: String) -> WireError {
        guard case .counted = self, case .validation(let message) = error,
            ExpressionWording.operations.contains(operation),
            ExpressionWording.beginnings.contains(where: message.hasPrefix)
        else { return error }
        return .constraints([message])
    }
}
