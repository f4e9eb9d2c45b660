import Engine
import JSON

/// Why a request is not carried out, in the forms of Lambda's REST API.
///
/// The type comes in a header; the body says whose fault it is and why.
enum LambdaError: Error, Hashable, Sendable {
    /// Parameters that break the rules of the service's model, all of them at once.
    case constraints([String])
    case invalidParameter(String)
    /// The body is not what the protocol expects.
    case serialization(String)
    /// A payload that is not JSON.
    case invalidContent(String)
    case notFound(String)
    case conflict(String)
    /// There is nothing at this path.
    case unknownOperation
    case accessDenied(String)
    case unsupportedMediaType(String)
    case methodNotAllowed([String])
    /// The server cannot take this now; SDKs try again by themselves.
    case tooManyRequests(String)
    case service(String)

    static let unknownMapping = LambdaError.notFound("The resource you requested does not exist.")

    init(_ failure: StoreError) {
        switch failure {
        case .busy, .diskFull, .stopped: self = .tooManyRequests(failure.message)
        case .writesFailed, .corrupt, .cannotOpen, .system: self = .service(failure.message)
        }
    }

    var status: Int {
        switch self {
        case .constraints, .invalidParameter, .serialization, .invalidContent: 400
        case .accessDenied: 403
        case .notFound, .unknownOperation: 404
        case .methodNotAllowed: 405
        case .conflict: 409
        case .unsupportedMediaType: 415
        case .tooManyRequests: 429
        case .service: 500
        }
    }

    private var type: String {
        switch self {
        case .constraints: "ValidationException"
        case .invalidParameter: "InvalidParameterValueException"
        case .serialization: "SerializationException"
        case .invalidContent: "InvalidRequestContentException"
        case .notFound: "ResourceNotFoundException"
        case .conflict: "ResourceConflictException"
        case .unknownOperation, .methodNotAllowed: "UnknownOperationException"
        case .accessDenied: "AccessDeniedException"
        case .unsupportedMediaType: "UnsupportedMediaTypeException"
        case .tooManyRequests: "TooManyRequestsException"
        case .service: "ServiceException"
        }
    }

    var headers: [(name: String, value: String)] {
        let type = [(name: "x-amzn-ErrorType", value: type)]
        return switch self {
        case .methodNotAllowed(let methods):
            type + [("Allow", methods.joined(separator: ", "))]
        case .tooManyRequests: type + [("Retry-After", "1")]
        default: type
        }
    }

    private var message: String {
        switch self {
        case .constraints(let broken):
            "\(broken.count) validation error\(broken.count == 1 ? "" : "s") detected: "
                + broken.joined(separator: "; ")
        case .invalidParameter(let message), .serialization(let message),
            .invalidContent(let message),
            .notFound(let message), .conflict(let message), .accessDenied(let message),
            .unsupportedMediaType(let message), .tooManyRequests(let message),
            .service(let message):
            message
        case .unknownOperation:
            "Of Lambda's operations those of event source mappings, ListFunctions, "
                + "GetFunction, GetFunctionConfiguration and Invoke are served here."
        case .methodNotAllowed(let methods):
            "This path takes \(methods.joined(separator: ", "))."
        }
    }

    var body: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        switch self {
        case .constraints, .unknownOperation, .methodNotAllowed: break
        case .service:
            writer.name("Type")
            writer.string("Service")
        default:
            writer.name("Type")
            writer.string("User")
        }
        writer.name(messageName)
        writer.string(message)
        if case .tooManyRequests = self {
            writer.name("Reason")
            writer.string("CallerRateLimitExceeded")
        }
        writer.endObject()
        return writer.bytes
    }

    /// The service's model spells the member in two ways.
    private var messageName: String {
        switch self {
        case .notFound, .service, .serialization: "Message"
        default: "message"
        }
    }
}
