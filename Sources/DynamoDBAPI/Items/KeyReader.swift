import JSON
import Values

/// Keys out of requests, with AWS's words for what is wrong with one.
enum KeyReader {
    /// The key that a `Key` parameter holds: its attributes and nothing else.
    static func key(_ attributes: Item, of schema: KeySchema) throws(WireError) -> Key {
        do throws(KeyError) {
            return try schema.key(exactly: attributes)
        } catch {
            throw WireError(error, ofWholeItem: false)
        }
    }
}

extension WireError {
    init(_ error: KeyError, ofWholeItem: Bool) {
        switch error {
        case .empty(let name, let type):
            self = .validation(
                "One or more parameter values are not valid. The AttributeValue for a key attribute "
                    + "cannot contain an empty \(type == .binary ? "binary" : "string") value. "
                    + "Key: \(name)")
        case .tooLong(_, isPartition: true, _, let limit):
            self = .invalidParameter(
                "Size of hashkey has exceeded the maximum size limit of\(limit) bytes")
        case .tooLong(_, isPartition: false, _, let limit):
            self = .invalidParameter(
                "Aggregated size of all range keys has exceeded the size limit of \(limit) bytes")
        case .missing(let name) where ofWholeItem:
            self = .invalidParameter("Missing the key \(name) in the item")
        case .wrongType(let name, let expected, let actual) where ofWholeItem:
            self = .invalidParameter(
                "Type mismatch for key \(name) expected: \(expected.tag) actual: \(actual.rawValue)"
            )
        case .missing, .wrongType, .unexpected, .wrongCount:
            self = .validation("The provided key element does not match the schema")
        }
    }
}
