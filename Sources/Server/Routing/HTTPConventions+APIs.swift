import API
package import HTTP

/// What the APIs expect of HTTP.
extension HTTPConventions {
    package static let ofAPIs = HTTPConventions(
        server: "Quipu", identifierHeader: "x-amzn-RequestId",
        headers: [
            "X-Amz-Target", "X-Amz-Invocation-Type", RequestHeaders.sourceName,
            RequestHeaders.sequenceName,
        ],
        unlistedHost: ProtocolAnswers.unlistedHost
    ) { beginning in
        // 414 is RFC 9112's answer. DynamoDB, which is asked by POST, answers 400.
        beginning.utf8.starts(with: "POST ".utf8)
            && !beginning.utf8.starts(with: "POST \(NativeEndpoint.root)".utf8)
    }
}

extension HTTPFields.Name {
    static let target = HTTPFields.Name.own0
    static let invocationType = HTTPFields.Name.own1
    static let source = HTTPFields.Name.own2
    static let sequence = HTTPFields.Name.own3
}

/// The headers of the APIs, in the order of their conventions.
extension HTTPFields {
    /// The operation that DynamoDB's clients ask for.
    var target: String? { self[.target] }
    /// How a function of Lambda's is to be run.
    var invocationType: String? { self[.invocationType] }
    /// The source of a batch, for the native API.
    var source: String? { self[.source] }
    /// The batch's number.
    var sequence: String? { self[.sequence] }
}

extension HTTPResponse.ContentType {
    /// What DynamoDB's clients send, and get back.
    static let dynamoDB = HTTPResponse.ContentType("application/x-amz-json-1.0")
}
