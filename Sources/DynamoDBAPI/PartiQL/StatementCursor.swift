import Engine
import Expressions
import JSON
import Model
import Platform
import Values

/// The `NextToken` of a SELECT: where its next page begins.
///
///     version 2 · digest of the statement 16 · read, varint · key? · key in the index?
///
/// It holds the whole position, so the server keeps nothing for a reader. The digest ties it to the
/// statement, its parameters, the table and the index.
struct StatementCursor: Hashable, Sendable {
    private static let version: UInt8 = 2

    /// What tells a statement from all others.
    struct Digest: Hashable, Sendable {
        let first: UInt64
        let second: UInt64

        init(of text: Text, _ parameters: [Value], in source: SelectSource) {
            var writer = ByteWriter()
            writer.write(text: text)
            for parameter in parameters { writer.write(value: parameter) }
            let index = UInt64(source.index?.id.rawValue ?? 0)
            let seed = UInt64(source.table.id.rawValue) | index << 32
            (first, second) = MurmurHash3.hash(writer.bytes, seed: seed)
        }

        fileprivate init(first: UInt64, second: UInt64) {
            self.first = first
            self.second = second
        }
    }

    /// Which of the reads goes on.
    private(set) var read: Int
    /// Where it goes on; at its beginning without a position.
    private(set) var after: SelectPosition?

    func text(_ digest: Digest) -> String {
        var writer = ByteWriter()
        writer.write(byte: StatementCursor.version)
        writer.write(fixed: digest.first)
        writer.write(fixed: digest.second)
        writer.write(count: read)
        writer.write(optional: after?.key) { $0.write(key: $1) }
        writer.write(optional: after?.indexKey) { $0.write(key: $1) }
        return Base64.encode(writer.bytes)
    }

    init(read: Int = 0, after: SelectPosition? = nil) {
        self.read = read
        self.after = after
    }

    /// Reads a token that `text` made; throws AWS's complaint about any other.
    init(
        _ text: String, of digest: Digest, among readCount: Int, _ source: SelectSource
    ) throws(WireError) {
        let invalid = WireError.validation("Invalid NextToken")
        guard let bytes = Base64.decode(text),
            let (given, cursor) = StatementCursor.decode(bytes)
        else { throw invalid }
        guard given == digest else { throw .validation("NextToken does not match request") }
        self = cursor
        guard read < readCount else { throw invalid }
        if let after, !source.mayHaveEnded(at: after) { throw invalid }
    }

    private static func decode(_ bytes: [UInt8]) -> (Digest, StatementCursor)? {
        var reader = ByteReader(bytes)
        var cursor = StatementCursor()
        do throws(CodecError) {
            guard try reader.readByte() == version else { return nil }
            let digest = Digest(first: try reader.readFixed(), second: try reader.readFixed())
            cursor.read = try reader.readCount()
            let key = try reader.readOptional { r throws(CodecError) in try r.readKey() }
            let indexKey = try reader.readOptional { r throws(CodecError) in try r.readKey() }
            cursor.after = key.map { SelectPosition(key: $0, indexKey: indexKey) }
            try reader.expectEnd()
            return (digest, cursor)
        } catch {
            return nil
        }
    }
}
