import Engine
import JSON
import Values

/// Why a request is not carried out, as an RFC 9457 problem.
///
/// `type` is for programs and never changes; `title` says the same to people; `detail` is about
/// this one request, and `field` names the part of the request that it is about.
enum NativeError: Error, Hashable, Sendable {
    /// A part of the request is not what it may be; `field` is a parameter, `path` or `body`.
    case invalid(field: String, String)
    case pathNotFound
    case tableNotFound(Text)
    case itemNotFound
    /// The path exists, for the methods listed.
    case methodNotAllowed(String, allowed: [String])
    /// The server cannot take this now; it is worth another try.
    case unavailable(String)
    case failed(String)

    init(_ failure: StoreError) {
        switch failure {
        case .busy, .diskFull, .stopped: self = .unavailable(failure.message)
        case .writesFailed, .corrupt, .cannotOpen, .system: self = .failed(failure.message)
        }
    }

    var status: Int {
        switch self {
        case .invalid: 400
        case .pathNotFound, .tableNotFound, .itemNotFound: 404
        case .methodNotAllowed: 405
        case .unavailable: 503
        case .failed: 500
        }
    }

    /// The last part of the problem's type.
    private var name: String {
        switch self {
        case .invalid: "invalid-request"
        case .pathNotFound: "path-not-found"
        case .tableNotFound: "table-not-found"
        case .itemNotFound: "item-not-found"
        case .methodNotAllowed: "method-not-allowed"
        case .unavailable: "unavailable"
        case .failed: "failed"
        }
    }

    private var title: String {
        switch self {
        case .invalid: "The request is not valid"
        case .pathNotFound: "There is nothing at this path"
        case .tableNotFound: "There is no such table"
        case .itemNotFound: "There is no such item"
        case .methodNotAllowed: "This path takes other methods"
        case .unavailable: "Not now, try again"
        case .failed: "The server failed"
        }
    }

    private var detail: String {
        switch self {
        case .invalid(_, let detail), .unavailable(let detail), .failed(let detail): detail
        case .pathNotFound: "No call of the API has this path."
        case .tableNotFound(let name): "There is no table called \(name)."
        case .itemNotFound: "The table has no item under this key."
        case .methodNotAllowed(let method, let allowed):
            "\(method) is not among \(allowed.joined(separator: ", "))."
        }
    }

    private var field: String? {
        switch self {
        case .invalid(let field, _): field
        case .pathNotFound: "path"
        case .tableNotFound: "table"
        case .methodNotAllowed: "method"
        case .itemNotFound, .unavailable, .failed: nil
        }
    }

    var headers: [(name: String, value: String)] {
        switch self {
        case .methodNotAllowed(_, let allowed): [("Allow", allowed.joined(separator: ", "))]
        case .unavailable: [("Retry-After", "1")]
        default: []
        }
    }

    var body: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("type")
        writer.string("urn:quipu:problem:\(name)")
        writer.name("title")
        writer.string(title)
        writer.name("status")
        writer.integer(status)
        writer.name("detail")
        writer.string(detail)
        if let field {
            writer.name("field")
            writer.string(field)
        }
        writer.endObject()
        return writer.bytes
    }
}
