import API
import Expressions
import Model
import Values

/// Which sort keys of a partition a request means: from `from` on up to but not including `to`, or
/// those that begin with `prefix`, or all.
struct SortBounds: Sendable {
    static let parameters = ["from", "to", "prefix"]

    let from: KeyValue?
    let to: KeyValue?
    let prefix: KeyValue?

    init(_ request: NativeRequest, as attribute: KeyAttribute) throws(NativeError) {
        from = try KeyParameter.sort("from", in: request, as: attribute)
        to = try KeyParameter.sort("to", in: request, as: attribute)
        prefix = try SortBounds.prefix(in: request, as: attribute)
        if let from, let to, from > to {
            throw .invalid(field: "from", "Parameter from lies after parameter to.")
        }
    }

    var isEmpty: Bool { from == nil && to == nil && prefix == nil }

    /// Where the range begins; `to` is its end.
    var sort: SortRange {
        prefix.map { .beginsWith($0) } ?? from.map { .greaterOrEqual($0) } ?? .all
    }

    private static func prefix(
        in request: NativeRequest, as attribute: KeyAttribute
    ) throws(NativeError) -> KeyValue? {
        guard let prefix = try KeyParameter.sort("prefix", in: request, as: attribute) else {
            return nil
        }
        guard attribute.type != .number else {
            throw .invalid(
                field: "prefix", "Parameter prefix has no meaning: \(attribute.name) is a number.")
        }
        for other in ["from", "to"] where request.query[other] != nil {
            throw .invalid(
                field: "prefix", "Parameter prefix cannot be combined with parameter \(other).")
        }
        return prefix
    }
}
