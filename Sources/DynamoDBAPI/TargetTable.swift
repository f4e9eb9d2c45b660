import API
import JSON
import Platform

/// Which operation a target names.
///
/// Found by its length, in which most targets differ, and then by its bytes: that is less work than
/// hashing a text for every request.
struct TargetTable: Sendable {
    /// An operation with what is asked of it for every request.
    final class Entry: Sendable {
        /// `DynamoDB_20120810.PutItem` or the like.
        let target: String
        let operation: any DynamoDBOperation.Type
        let traits: OperationTraits
        let fields: FieldRules
        /// The same for requests that only read, where the request says whether it does; `nil` for
        /// operations that always read, or always may change something.
        let reading: Entry?

        init(_ operation: any DynamoDBOperation.Type) {
            self.operation = operation
            traits = operation.traits
            fields = operation.fields
            target = "\(operation.service).\(operation.traits.name)"
            reading = (operation as? any StatementOperation.Type).map(Entry.init(readingWith:))
        }

        private init(readingWith operation: any StatementOperation.Type) {
            self.operation = operation
            traits = OperationTraits(operation.traits.name, .readItems)
            fields = operation.fields
            target = "\(operation.service).\(operation.traits.name)"
            reading = nil
        }

        /// What is asked of a request whose statements change nothing; `nil` for all other requests.
        func asRead(_ root: JSONNode) -> Entry? {
            guard let reading, let operation = operation as? any StatementOperation.Type,
                operation.onlyReads(root)
            else { return nil }
            return reading
        }
    }

    /// By the number of their targets' bytes.
    private let entries: [[Entry]]

    init(_ operations: [any DynamoDBOperation.Type]) {
        var entries: [[Entry]] = []
        for operation in operations {
            let entry = Entry(operation)
            let count = entry.target.utf8.count
            while entries.count <= count { entries.append([]) }
            entries[count].append(entry)
        }
        self.entries = entries
    }

    /// All entries, in no particular order.
    var all: [Entry] { entries.flatMap(\.self) }

    subscript(target: String) -> Entry? {
        let bytes = target.utf8.span
        for entry in entries(ofBytes: bytes.count) where entry.target.utf8.span.isEqual(to: bytes) {
            return entry
        }
        return nil
    }

    /// The targets that have so many bytes.
    func entries(ofBytes count: Int) -> [Entry] { count < entries.count ? entries[count] : [] }
}
