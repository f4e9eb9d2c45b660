import API
import JSON

/// Refuses a policy: it would be kept and guard nothing.
///
/// What AWS would not take either is said first, in its words.
struct PutResourcePolicy: DynamoDBOperation {
    static let traits = OperationTraits("PutResourcePolicy", .changeTables)
    static let fields = FieldRules([
        .resourceARN,
        Field(.policy, .string, .required),
        .expectedRevision,
        Field(.confirmRemoveSelfResourceAccess, .boolean),
    ])

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        let resource = try PolicyResource(request, in: context)
        let text = request.string(.policy) ?? ""
        let bytesMax = DynamoDBLimits.policyBytesMax
        if text.utf8.count > bytesMax {
            throw .invalidParameter("Maximum policy size of \(bytesMax) bytes exceeded")
        }
        if !Self.isObject(text) {
            throw .invalidParameter(
                "Invalid policy document: This policy contains invalid Json")
        }
        // AWS has a word for "only where there is none yet".
        if let revision = request.string(.expectedRevisionId), revision != "NO_POLICY" {
            throw resource.policyNotFound
        }
    }

    func plan(in context: DynamoDBContext) throws(WireError) -> Plan {
        throw .unsupported("\(Self.traits.name) is")
    }

    private static func isObject(_ text: String) -> Bool {
        do throws(JSONError) {
            return try JSONDocument(parsing: Array(text.utf8)).root.kind == .object
        } catch {
            return false
        }
    }
}
