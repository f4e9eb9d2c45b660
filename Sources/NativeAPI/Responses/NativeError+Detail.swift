import Commands
import Model
import Values

// What a problem says about the one request that it answers.

extension NativeError {
    var detail: String {
        switch self {
        case .invalid(_, let detail), .windowNotKept(_, let detail), .notAnAggregate(let detail),
            .unavailable(let detail), .failed(let detail):
            detail
        case .wrongElements(let wrong):
            (wrong.reported.first?.detail ?? "")
                + (wrong.count > 1 ? " In all \(wrong.count) elements are wrong." : "")
        case .accessDenied(let operation): "The client may not call \(operation)."
        case .pathNotFound: "No call of the API has this path."
        case .tableNotFound(let name): "There is no table called \(name)."
        case .indexNotFound(let name, let table): "Table \(table) has no index called \(name)."
        case .indexNotReady(let name):
            "Index \(name) does not have all items yet; the table's description says when it is "
                + "active. Try again then."
        case .itemNotFound: "The table has no item under this key."
        case .handlerNotFound(let name): "There is no handler called \(name)."
        case .handlersOff: NativeError.handlersOffDetail
        case .streamOff(let name): NativeError.streamOffDetail(of: name)
        case .streamLimitReached(let limit): NativeError.streamLimitDetail(limit)
        case .handlerLimitReached(let limit):
            "There are \(limit) handlers, which is all there may be."
        case .methodNotAllowed(let method, let allowed):
            "\(method) is not among \(allowed.joined(separator: ", "))."
        case .unsupportedMediaType(let found, let allowed):
            "\(found) is not among \(allowed.map(\.rawValue).joined(separator: ", "))."
        case .conditionFailed(let part):
            NativeError.sentence(part, "The item as it is does not meet the condition.")
        case .sequenceGap(let mark, let expected):
            NativeError.sequenceGapDetail(mark, expected: expected)
        case .sequenceReused(let mark, let last):
            NativeError.sequenceReusedDetail(mark, last: last)
        case .sequenceTooOld(let mark, let last, let oldest):
            NativeError.sequenceTooOldDetail(mark, last: last, oldest: oldest)
        case .onceReused(let part): NativeError.onceReusedDetail(part)
        case .sourceNotFound(let name): NativeError.sourceNotFoundDetail(name)
        case .keySchemaDiffers(let schema): NativeError.keySchemaDetail(schema)
        case .deletionProtected(let name):
            "Table \(name) cannot be deleted while deletionProtection is true."
        case .tableLimitReached(let limit):
            "There are \(limit) tables, which is all there may be."
        case .batchTooLarge(let bytes, let limit):
            "What the batch writes, or its items as they are and as they would be, comes to "
                + "\(bytes) bytes; \(limit) are allowed. Send less at a time."
        case .commandTooLarge(let bytes, let limit):
            "What the request asks for takes \(bytes) bytes; \(limit) are allowed."
        case .updateRefused(let part, let detail): NativeError.sentence(part, detail)
        }
    }

    private static func sentence(_ part: Part?, _ detail: String) -> String {
        part.map { "\($0.words): \(detail)" } ?? detail
    }

    // MARK: Tables and handlers

    private static let handlersOffDetail =
        "The server was started without a handler directory. Put the executable into a "
        + "directory, start the server with --handlers DIRECTORY, and try again."

    private static func streamOffDetail(of table: Text) -> String {
        "Table \(table) keeps no changes. Give its definition a stream, such as "
            + "\"stream\": {\"view\": \"new-and-old-images\"}, and try again."
    }

    private static func streamLimitDetail(_ limit: Int) -> String {
        "The table has \(limit) closed streams that are still kept, which is all it may have. "
            + "They go with their retention; until then its stream must stay as it is."
    }

    private static func keySchemaDetail(_ schema: KeySchema) -> String {
        func words(for attribute: KeyAttribute) -> String {
            "\(attribute.name), a \(attribute.type.word)"
        }
        return "The key of a table cannot be changed; its partition key is "
            + words(for: schema.partition)
            + (schema.sort.map { ", its sort key \(words(for: $0))." }
                ?? ", and it has no sort key.")
    }

    // MARK: Writes that are sent again

    private static func sequenceGapDetail(_ mark: HighWaterMark, expected: Int64) -> String {
        "Source \(mark.source) is at \(expected - 1), so \(expected) must follow, "
            + "not \(mark.sequence)."
    }

    private static func sequenceReusedDetail(_ mark: HighWaterMark, last: Int64) -> String {
        "Source \(mark.source) has sent another batch \(mark.sequence), so nothing of this one is "
            + "counted. The source is at \(last), so its next batch has the number "
            + "\(last.following). Each sender needs a source of its own."
    }

    private static func sequenceTooOldDetail(
        _ mark: HighWaterMark, last: Int64, oldest: Int64
    ) -> String {
        let found =
            "Source \(mark.source) is at \(last), and the content of its batches is remembered from "
            + "\(oldest) on, so whether this batch \(mark.sequence) was counted cannot be told. "
        let advice =
            "Nothing of it is counted now. Its next batch has the number "
            + "\(last.following): a sender that resumes asks GET …/sources/{source} first, and "
            + "goes on at expected. Each sender needs a source of its own."
        return found + advice
    }

    private static func onceReusedDetail(_ part: Part?) -> String {
        sentence(
            part,
            "The id was used for another update, of another item or with other changes. "
                + "Nothing is changed; another update needs another id.")
    }

    private static func sourceNotFoundDetail(_ name: Text) -> String {
        "The table knows no source called \(name). A source is forgotten after "
            + "\(Limits.sourceLifeSeconds / 86_400) days without a batch."
    }
}

extension Int64 {
    /// The number after this one; none follows the last.
    var following: Int64 { self == .max ? self : self + 1 }
}
