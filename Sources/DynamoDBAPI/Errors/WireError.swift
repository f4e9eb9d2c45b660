import JSON
import StreamRecords
package import Values

/// Why a request is not carried out, as the response says it: the AWS error, its status and body.
///
/// This is the only file that knows AWS's type names.
package enum WireError: Error, Hashable, Sendable {
    case validation(String)
    /// What is wrong with the request, in the wordings that AWS has for it. Indirect, as it is rare and no
    /// other error should be as large.
    indirect case reworded(ErrorWordings)
    /// The body is not what the protocol expects; broken JSON has no message at all.
    case serialization(String?)
    /// The target that was asked for, which is none of ours.
    case unknownTarget(String)
    case resourceNotFound(String)
    /// The same of something that has an error's name of its own.
    case notFound(Missing, String)
    case resourceInUse(String)
    case limitExceeded(String)
    case accessDenied(String)
    /// What a stream's reader asks for is no longer kept.
    case trimmedDataAccess
    case expiredIterator
    /// The item is returned only where the request demands it.
    case conditionalCheckFailed(item: Item?)
    /// An INSERT found an item of its key.
    case duplicateItem
    case transactionCanceled([CancellationReason])
    case idempotentParameterMismatch
    /// The request did not arrive in time; SDKs send it again by themselves.
    case requestTimeout(String)
    /// The server cannot take this now; SDKs try again by themselves.
    case serviceUnavailable(String)
    case internalServer(String)

    /// What has an error's name of its own where it is missing.
    package enum Missing: String, Sendable {
        /// To the operations around backups; others say `resourceNotFound`.
        case table = "Table"
        case policy = "Policy"
        case backup = "Backup"
        case export = "Export"
        case `import` = "Import"
        case globalTable = "GlobalTable"
    }

    /// Several broken constraints in one message.
    static func constraints(_ broken: [String]) -> WireError {
        let noun = broken.count == 1 ? "error" : "errors"
        return .validation(
            "\(broken.count) validation \(noun) detected: \(broken.joined(separator: "; "))")
    }

    /// A value that one parameter rule or another forbids.
    static func invalidParameter(_ detail: String) -> WireError {
        .validation("One or more parameter values were invalid: \(detail)")
    }

    /// No operation was named at all.
    package static let unknownOperation = WireError.unknownTarget("")

    package var status: Int {
        switch self {
        case .requestTimeout: 408
        case .serviceUnavailable: 503
        case .internalServer: 500
        default: 400
        }
    }

    /// The error's full name, as `__type` carries it.
    package var type: String {
        switch self {
        case .validation, .reworded: "com.amazon.coral.validate#ValidationException"
        case .serialization: "com.amazon.coral.service#SerializationException"
        case .unknownTarget: "com.amazon.coral.service#UnknownOperationException"
        case .requestTimeout: "com.amazon.coral.service#RequestTimeoutException"
        case .serviceUnavailable: "com.amazon.coral.service#ServiceUnavailableException"
        case .accessDenied: "com.amazon.coral.service#AccessDeniedException"
        case .resourceNotFound: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"
        case .notFound(let missing, _):
            "com.amazonaws.dynamodb.v20120810#\(missing.rawValue)NotFoundException"
        case .resourceInUse: "com.amazonaws.dynamodb.v20120810#ResourceInUseException"
        case .limitExceeded: "com.amazonaws.dynamodb.v20120810#LimitExceededException"
        case .trimmedDataAccess: "com.amazonaws.dynamodb.v20120810#TrimmedDataAccessException"
        case .expiredIterator: "com.amazonaws.dynamodb.v20120810#ExpiredIteratorException"
        case .conditionalCheckFailed:
            "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"
        case .duplicateItem: "com.amazonaws.dynamodb.v20120810#DuplicateItemException"
        case .transactionCanceled:
            "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"
        case .idempotentParameterMismatch:
            "com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException"
        case .internalServer: "com.amazonaws.dynamodb.v20120810#InternalServerError"
        }
    }

    /// The last part of it, as headers carry it.
    package var name: String {
        String(type.split(separator: "#").last ?? "")
    }

    package var message: String? {
        switch self {
        case .validation(let message), .resourceNotFound(let message), .resourceInUse(let message),
            .limitExceeded(let message), .accessDenied(let message),
            .requestTimeout(let message), .notFound(_, let message),
            .serviceUnavailable(let message), .internalServer(let message):
            message
        case .serialization(let message): message
        case .reworded(let wordings): wordings.lasting
        case .unknownTarget(let target): WireError.explanation(ofUnknown: target)
        case .trimmedDataAccess: "The data you are trying to access has been trimmed"
        case .expiredIterator: "The shard iterator has expired"
        case .conditionalCheckFailed: "The conditional request failed"
        case .duplicateItem: "Duplicate primary key exists in table"
        case .transactionCanceled(let reasons):
            "Transaction cancelled, please refer cancellation reasons for specific reasons "
                + "[\(reasons.map(\.code).joined(separator: ", "))]"
        case .idempotentParameterMismatch:
            "The request uses the same client token as a previous, but non-identical request."
        }
    }

    /// AWS has no message here; the name of the missing operation helps the client's developer.
    private static func explanation(ofUnknown target: String) -> String {
        if target.isEmpty { return "No operation is named: the header X-Amz-Target is missing" }
        let shown = DynamoDBLimits.shownTargetCharactersMax
        let parts = target.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let isOurService = [ServiceName.tables, ServiceName.streams].contains { $0 == parts[0] }
        if isOurService, parts.count == 2, !parts[1].isEmpty {
            return
                "The operation \(parts[1].prefix(shown)) is not supported by this version of Quipu"
        }
        return "The X-Amz-Target \(target.prefix(shown)) names no operation "
            + "of \(ServiceName.tables) or \(ServiceName.streams)"
    }

    package var body: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("__type")
        writer.string(type)
        if let message {
            writer.name(messageName)
            writer.string(message)
        }
        switch self {
        case .conditionalCheckFailed(let item?):
            writer.name("Item")
            ValueJSON.write(item, to: &writer)
        case .transactionCanceled(let reasons):
            writer.name("CancellationReasons")
            writer.beginArray()
            for reason in reasons { reason.write(to: &writer) }
            writer.endArray()
        default: break
        }
        writer.endObject()
        return writer.bytes
    }

    /// Two of AWS's errors spell the member with a capital.
    private var messageName: String {
        switch self {
        case .serialization, .transactionCanceled: "Message"
        default: "message"
        }
    }
}

/// What became of one action of a canceled transaction.
package struct CancellationReason: Hashable, Sendable {
    package let code: String
    package let message: String?
    package let item: Item?

    /// The action was fine; another one was not.
    package static let none = CancellationReason(code: "None", message: nil, item: nil)

    static func conditionalCheckFailed(item: Item?) -> CancellationReason {
        CancellationReason(
            code: failedCondition, message: "The conditional request failed", item: item)
    }

    /// Whether the action's condition did not hold.
    var isFailedCondition: Bool { code == CancellationReason.failedCondition }

    private static let failedCondition = "ConditionalCheckFailed"

    /// An INSERT found an item of its key.
    static let duplicateItem = CancellationReason(
        code: "DuplicateItem", message: WireError.duplicateItem.message, item: nil)

    /// A statement's table is missing.
    static func resourceNotFound(_ message: String) -> CancellationReason {
        CancellationReason(code: "ResourceNotFound", message: message, item: nil)
    }

    static func validationError(_ message: String) -> CancellationReason {
        CancellationReason(code: "ValidationError", message: message, item: nil)
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("Code")
        writer.string(code)
        if let message {
            writer.name("Message")
            writer.string(message)
        }
        if let item {
            writer.name("Item")
            ValueJSON.write(item, to: &writer)
        }
        writer.endObject()
    }
}
