import Engine
import Expressions
import JSON
import Model
import StreamRecords
import Values

/// The `ExclusiveStartKey` of Query and Scan: where the page before this one ended.
///
/// It need not be the key of an item that exists, but it must be one that could be in the result.
struct StartKey {
    private let attributes: Item

    /// Reads the parameter; `nil` when it was not given.
    init?(_ request: RequestReader) throws(WireError) {
        guard let node = request[.exclusiveStartKey] else { return nil }
        do throws(WireError) {
            attributes = try ValueJSON.item(from: node)
        } catch {
            throw error.formerly(StartKey.prefixed)
        }
    }

    /// The key for a Query of one partition.
    func key(
        inQueryOf schema: KeySchema, partition: KeyValue, sort: SortRange
    ) throws(WireError) -> Key {
        guard schema.sort != nil else {
            // One partition holds one item: there is no page to go on from.
            throw .validation(
                "The provided exclusive start key is invalid: ExclusiveStartKey: \(description)")
        }
        let key = try keyOfQuery(of: schema)
        guard key.partition == partition else {
            throw .validation(
                "The provided starting key is outside query boundaries based on provided conditions"
            )
        }
        guard let value = key.sort, sort.contains(value) else {
            throw .validation(
                "The provided starting key does not match the range key predicate")
        }
        return key
    }

    /// The key for `scan`, which may be of one segment only.
    func key(in scan: Engine.Scan) throws(WireError) -> Key {
        let key = try key(of: scan.table.keySchema)
        guard scan.contains(key) else {
            throw StartKey.wrongSegment(scan.segment, of: scan.totalSegments)
        }
        return key
    }

    private static func wrongSegment(_ segment: Int, of totalSegments: Int) -> WireError {
        .validation(
            "The provided starting key is invalid: Invalid ExclusiveStartKey. "
                + "Please use ExclusiveStartKey with correct Segment. "
                + "TotalSegments: \(totalSegments) Segment: \(segment)")
    }

    /// The position for a Query of an index.
    func position(in query: IndexQuery) throws(WireError) -> IndexPosition {
        let position = try position(in: query.index, of: query.table)
        guard position.indexKey.partition == query.partition else {
            throw .validation(
                "The provided starting key is outside query boundaries based on provided conditions"
            )
        }
        guard query.contains(position) else {
            throw .validation(
                "The provided starting key does not match the range key predicate")
        }
        return position
    }

    /// The position for a Scan of an index, which may be of one segment only.
    func position(in scan: IndexScan) throws(WireError) -> IndexPosition {
        let position = try position(in: scan.index, of: scan.table)
        guard scan.contains(position) else {
            throw StartKey.wrongSegment(scan.segment, of: scan.totalSegments)
        }
        return position
    }

    /// The key of the index and that of the table, and nothing else.
    private func position(
        in index: SecondaryIndex, of table: Table
    ) throws(WireError) -> IndexPosition {
        let names = Set((index.keyAttributes + table.keySchema.keyAttributes).map(\.name))
        let image = ItemImage(attributes)
        guard attributes.count == names.count, let indexKey = index.key(of: image) else {
            throw .validation("The provided starting key is invalid")
        }
        do throws(KeyError) {
            return IndexPosition(
                indexKey: indexKey, key: try table.keySchema.key(of: attributes))
        } catch {
            throw .validation("The provided starting key is invalid")
        }
    }

    /// A Query says less than a Scan about what does not fit the schema.
    private func keyOfQuery(of schema: KeySchema) throws(WireError) -> Key {
        let invalid = WireError.validation("The provided starting key is invalid")
        guard attributes.count == (schema.sort == nil ? 1 : 2) else { throw invalid }
        do throws(KeyError) {
            return try schema.key(of: attributes)
        } catch {
            switch error {
            case .missing, .unexpected, .wrongCount: throw invalid
            case .wrongType: throw WireError(error, ofWholeItem: false)
            case .empty, .tooLong:
                throw StartKey.prefixed(WireError(error, ofWholeItem: false))
            }
        }
    }

    private func key(of schema: KeySchema) throws(WireError) -> Key {
        do throws(WireError) {
            return try KeyReader.key(attributes, of: schema)
        } catch {
            throw StartKey.prefixed(error)
        }
    }

    private static func prefixed(_ error: WireError) -> WireError {
        guard let message = error.validationMessage else { return error }
        return .validation(prefixed(message))
    }

    private static func prefixed(_ message: String) -> String {
        "The provided starting key is invalid: \(message)"
    }

    /// The key as AWS prints it: `{p=AttributeValue: {S:a}}`.
    private var description: String {
        let members = attributes.entries.map { entry in
            "\(entry.name)=AttributeValue: {\(entry.value.kind.rawValue):\(StartKey.text(entry.value))}"
        }
        return "{\(members.joined(separator: ", "))}"
    }

    private static func text(_ value: Value) -> String {
        switch value {
        case .string(let text): text.string
        case .number(let number): number.text
        case .binary(let binary): Base64.encode(binary.bytes)
        default: ""
        }
    }
}

extension SortRange {
    /// Whether a sort key is in the range.
    fileprivate func contains(_ value: KeyValue) -> Bool {
        switch self {
        case .all: true
        case .equal(let bound): value == bound
        case .less(let bound): value < bound
        case .lessOrEqual(let bound): value <= bound
        case .greater(let bound): value > bound
        case .greaterOrEqual(let bound): value >= bound
        case .between(let low, let high): low <= value && value <= high
        case .beginsWith(let prefix): StartKey.value(value, startsWith: prefix)
        }
    }
}

extension StartKey {
    fileprivate static func value(_ value: KeyValue, startsWith prefix: KeyValue) -> Bool {
        switch (value, prefix) {
        case (.string(let text), .string(let prefix)): text.starts(with: prefix)
        case (.binary(let binary), .binary(let prefix)): binary.bytes.starts(with: prefix.bytes)
        default: false
        }
    }
}
