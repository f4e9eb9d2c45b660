import API

extension ExpressionWording {
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
