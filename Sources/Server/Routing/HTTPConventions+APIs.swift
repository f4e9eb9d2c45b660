import API
package import HTTP

/// What the APIs expect of HTTP.
extension HTTPConventions {
    package static let ofAPIs = HTTPConventions(
        server: "Quipu", identifierHeader: "x-amzn-RequestId",
        headers: [
            .target: "X-Amz-Target", .invocationType: "X-Amz-Invocation-Type",
            .source: RequestHeaders.sourceName, .sequence: RequestHeaders.sequenceName,
        ],
        unlistedHost: ProtocolAnswers.unlistedHost
    ) { beginning in
        // 414 is RFC 9112's answer. DynamoDB, which is asked by POST, answers 400.
        beginning.utf8.starts(with: "POST ".utf8)
            && !beginning.utf8.starts(with: "POST \(NativeEndpoint.root)".utf8)
    }
}

extension HTTPFields.Name {
    static let target = HTTPFields.Name.application1
    static let invocationType = HTTPFields.Name.application2
    static let source = HTTPFields.Name.application3
    static let sequence = HTTPFields.Name.application4
}

/// The headers of the APIs.
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
