import Commands
import Engine
import Expressions
import HandlerModel
import JSON
import Model
import Values

/// Why a request is not carried out, as an RFC 9457 problem.
///
/// `type` is for programs and never changes; `title` says the same to people; `detail` is about
/// this one request, and `field` names the part of the request that it is about.
enum NativeError: Error, Hashable, Sendable {
    /// An element of a batch, as a problem names it.
    struct Part: Hashable, Sendable {
        /// `updates[17]`.
        let field: String
        /// The same for people, with the line where there are lines: `updates[17] (line 18)`.
        let words: String
    }

    /// A part of the request is not what it may be; `field` is a parameter, a header, `path`,
    /// `body` or the way to a part of the body.
    case invalid(field: String, String)
    /// Elements of a batch are not what they may be.
    case wrongElements(WrongElements)
    /// The principal may not ask for this operation.
    case accessDenied(String)
    case pathNotFound
    case tableNotFound(Text)
    case indexNotFound(Text, of: Text)
    /// Items that are older than the index are still being added to it.
    case indexNotReady(Text)
    case itemNotFound
    case handlerNotFound(Text)
    /// The server was started without a directory of handlers.
    case handlersOff
    /// The table has no open stream.
    case streamOff(Text)
    /// The table has so many closed streams that are still kept, as many as it may have.
    case streamLimitReached(Int)
    /// There are as many handlers as there may be.
    case handlerLimitReached(Int)
    /// The path exists, for the methods listed.
    case methodNotAllowed(String, allowed: [String])
    /// The body is in none of the forms listed.
    case unsupportedMediaType(String, allowed: [MediaType])
    /// The condition of an update does not hold: of which, if it was one of a batch.
    case conditionFailed(Part?)
    /// A source's batch must have the number `expected`.
    case sequenceGap(HighWaterMark, expected: Int64)
    /// A source has sent another batch under this number; it is at `last`.
    case sequenceReused(HighWaterMark, last: Int64)
    /// A source's batch is older than those whose content is kept, from `oldest` to `last`.
    case sequenceTooOld(HighWaterMark, last: Int64, oldest: Int64)
    /// The id of an update was used for another one: of which, if it was one of a batch.
    case onceReused(Part?)
    /// The table knows no such source, or no longer.
    case sourceNotFound(Text)
    /// A definition names another key than the table has.
    case keySchemaDiffers(KeySchema)
    case deletionProtected(Text)
    /// There are as many tables as there may be.
    case tableLimitReached(Int)
    /// The items of a batch, or what it writes, come to so many bytes.
    case batchTooLarge(bytes: Int, limit: Int)
    /// What is not made of parts takes more bytes than any command may.
    case commandTooLarge(bytes: Int, limit: Int)
    /// An update does not fit the item as it is: which one, if it was one of a batch.
    case updateRefused(Part?, String)
    /// A part of the window is older than the buckets that could answer for it.
    case windowNotKept(field: String, String)
    /// A bucket has something that cannot be summed or united.
    case notAnAggregate(String)
    /// The server cannot take this now; it is worth another try.
    case unavailable(String)
    case failed(String)

    init(_ failure: StoreError) {
        switch failure {
        case .busy, .diskFull, .stopped: self = .unavailable(failure.message)
        case .writesFailed, .corrupt, .cannotOpen, .system: self = .failed(failure.message)
        }
    }
}

extension NativeError {
    var status: Int {
        switch self {
        case .invalid, .wrongElements: 400
        case .accessDenied: 403
        case .pathNotFound, .tableNotFound, .indexNotFound, .itemNotFound, .handlerNotFound,
            .sourceNotFound:
            404
        case .methodNotAllowed: 405
        case .conditionFailed, .sequenceGap, .sequenceTooOld, .keySchemaDiffers, .deletionProtected,
            .tableLimitReached, .batchTooLarge, .updateRefused, .windowNotKept, .notAnAggregate,
            .handlersOff, .streamOff, .streamLimitReached, .handlerLimitReached, .indexNotReady:
            409
        case .commandTooLarge: 413
        case .unsupportedMediaType: 415
        case .sequenceReused, .onceReused: 422
        case .unavailable: 503
        case .failed: 500
        }
    }

    /// The last part of the problem's type.
    private var name: String {
        switch self {
        case .invalid, .wrongElements: "invalid-request"
        case .accessDenied: "access-denied"
        case .pathNotFound: "path-not-found"
        case .tableNotFound: "table-not-found"
        case .indexNotFound: "index-not-found"
        case .indexNotReady: "index-not-ready"
        case .itemNotFound: "item-not-found"
        case .handlerNotFound: "handler-not-found"
        case .handlersOff: "handlers-off"
        case .streamOff: "stream-off"
        case .streamLimitReached: "stream-limit-reached"
        case .handlerLimitReached: "handler-limit-reached"
        case .methodNotAllowed: "method-not-allowed"
        case .unsupportedMediaType: "unsupported-media-type"
        case .conditionFailed: "condition-failed"
        case .sequenceGap: "sequence-gap"
        case .sequenceReused: "sequence-reused"
        case .sequenceTooOld: "sequence-too-old"
        case .onceReused: "once-reused"
        case .sourceNotFound: "source-not-found"
        case .keySchemaDiffers: "key-schema-differs"
        case .deletionProtected: "deletion-protected"
        case .tableLimitReached: "table-limit-reached"
        case .batchTooLarge: "batch-too-large"
        case .commandTooLarge: "command-too-large"
        case .updateRefused: "update-refused"
        case .windowNotKept: "window-not-kept"
        case .notAnAggregate: "not-an-aggregate"
        case .unavailable: "unavailable"
        case .failed: "failed"
        }
    }

    private var title: String {
        switch self {
        case .invalid, .wrongElements: "The request is not valid"
        case .accessDenied: "Access denied"
        case .pathNotFound: "No such route"
        case .tableNotFound: "There is no such table"
        case .indexNotFound: "There is no such index"
        case .indexNotReady: "The index is being created"
        case .itemNotFound: "There is no such item"
        case .handlerNotFound: "There is no such handler"
        case .handlersOff: "This server runs no handlers"
        case .streamOff: "The table has no stream"
        case .streamLimitReached: "The table has too many closed streams"
        case .handlerLimitReached: "There are too many handlers"
        case .methodNotAllowed: "This path takes other methods"
        case .unsupportedMediaType: "This call takes other media types"
        case .conditionFailed: "The condition does not hold"
        case .sequenceGap: "A batch is missing before this one"
        case .sequenceReused: "The number belongs to another batch"
        case .sequenceTooOld: "The batch is older than what is remembered"
        case .onceReused: "The id belongs to another update"
        case .sourceNotFound: "There is no such source"
        case .keySchemaDiffers: "The table has another key"
        case .deletionProtected: "The table is protected from deletion"
        case .tableLimitReached: "There are too many tables"
        case .batchTooLarge: "The batch is too large to be applied at once"
        case .commandTooLarge: "The request is too large to be carried out at once"
        case .updateRefused: "The update does not fit the item"
        case .windowNotKept: "The window is past its retention"
        case .notAnAggregate: "A bucket cannot be added up"
        case .unavailable: "Temporarily unavailable; retry"
        case .failed: "The server failed"
        }
    }

    private var field: String? {
        switch self {
        case .invalid(let field, _), .windowNotKept(let field, _): field
        case .conditionFailed(let part), .updateRefused(let part, _): part?.field
        case .wrongElements(let wrong): wrong.reported.first?.field
        case .pathNotFound: "path"
        case .tableNotFound, .deletionProtected, .tableLimitReached, .streamOff: "table"
        case .indexNotFound, .indexNotReady: "index"
        case .streamLimitReached: "stream"
        case .handlerNotFound: "handler"
        case .methodNotAllowed: "method"
        case .unsupportedMediaType: "Content-Type"
        case .sequenceGap, .sequenceReused, .sequenceTooOld: "sequence"
        case .onceReused(let part): part.map { "\($0.field).once" } ?? "once"
        case .sourceNotFound: "source"
        case .keySchemaDiffers: "key"
        case .commandTooLarge: "body"
        case .itemNotFound, .batchTooLarge, .notAnAggregate, .handlersOff, .handlerLimitReached,
            .accessDenied, .unavailable, .failed:
            nil
        }
    }

    /// Where the source of a refused batch stands.
    private var last: Int64? {
        switch self {
        case .sequenceGap(_, let expected): expected - 1
        case .sequenceReused(_, let last), .sequenceTooOld(_, let last, _): last
        default: nil
        }
    }

    var headers: [(name: String, value: String)] {
        switch self {
        case .methodNotAllowed(_, let allowed): [("Allow", allowed.joined(separator: ", "))]
        case .unsupportedMediaType(_, let allowed):
            [("Accept", allowed.map(\.rawValue).joined(separator: ", "))]
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
        if let last {
            writer.name("last")
            writer.integer(last)
            writer.name("expected")
            writer.integer(last.following)
        }
        if case .wrongElements(let wrong) = self { wrong.write(to: &writer) }
        writer.endObject()
        return writer.bytes
    }
}
