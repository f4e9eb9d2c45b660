import API
import Values

/// What the partition keys begin with whose changes a reader wants.
struct PartitionPrefix: Hashable, Sendable {
    private let bytes: [UInt8]

    /// Reads the parameter `prefix`, which takes its type from the table.
    init?(in request: NativeRequest, of schema: KeySchema) throws(NativeError) {
        guard let text = request.query["prefix"] else { return nil }
        switch schema.partition.type {
        case .string: bytes = Array(text.utf8)
        case .binary:
            bytes = try KeyParameter.bytes(text, named: "prefix", as: schema.partition)
        case .number:
            throw .invalid(
                field: "prefix",
                "Parameter prefix has no meaning: \(schema.partition.name) is a number.")
        }
        guard !bytes.isEmpty else {
            throw .invalid(field: "prefix", "Parameter prefix must not be empty.")
        }
    }

    func matches(_ key: Key) -> Bool {
        switch key.partition {
        case .string(let text): text.string.utf8.starts(with: bytes)
        case .binary(let binary): binary.bytes.starts(with: bytes)
        case .number: false
        }
    }
}
