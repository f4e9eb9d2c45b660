import Engine
import Expressions
import JSON
import Model
import Platform
import Values

/// The `NextToken` of a SELECT: where its next page begins.
///
///     version 1 · digest of the statement 16 · read, varint · key?
///
/// It holds the whole position, so the server keeps nothing for a reader. The digest ties it to the
/// statement, its parameters and the table.
struct StatementCursor: Hashable, Sendable {
    private static let version: UInt8 = 1

    /// What tells a statement from all others.
    struct Digest: Hashable, Sendable {
        let first: UInt64
        let second: UInt64

        init(of text: Text, _ parameters: [Value], in table: Table) {
            var writer = ByteWriter()
            writer.write(text: text)
            for parameter in parameters { writer.write(value: parameter) }
            let seed = UInt64(table.id.rawValue)
            (first, second) = MurmurHash3.hash(writer.bytes, seed: seed)
        }

        fileprivate init(first: UInt64, second: UInt64) {
            self.first = first
            self.second = second
        }
    }

    /// Which of the reads goes on.
    private(set) var read: Int
    /// The key after which it goes on; at its beginning without one.
    private(set) var after: Key?

    func text(_ digest: Digest) -> String {
        var writer = ByteWriter()
        writer.write(byte: StatementCursor.version)
        writer.write(fixed: digest.first)
        writer.write(fixed: digest.second)
        writer.write(varint: UInt64(read))
        writer.write(boolean: after != nil)
        if let after { writer.write(key: after) }
        return Base64.encode(writer.bytes)
    }

    init(read: Int = 0, after: Key? = nil) {
        self.read = read
        self.after = after
    }

    /// Reads a token that `text` made; throws AWS's complaint about any other.
    init(
        _ text: String, of digest: Digest, among readCount: Int, _ schema: KeySchema
    ) throws(WireError) {
        let invalid = WireError.validation("Invalid NextToken")
        guard let bytes = Base64.decode(text),
            let (given, cursor) = StatementCursor.decode(bytes)
        else { throw invalid }
        guard given == digest else { throw .validation("NextToken does not match request") }
        self = cursor
        guard read < readCount else { throw invalid }
        if let after {
            do throws(KeyError) {
                _ = try schema.key(exactly: schema.attributes(of: after))
            } catch {
                throw invalid
            }
        }
    }

    private static func decode(_ bytes: [UInt8]) -> (Digest, StatementCursor)? {
        var reader = ByteReader(bytes)
        var cursor = StatementCursor()
        do throws(CodecError) {
            guard try reader.readByte() == version else { return nil }
            let digest = Digest(first: try reader.readFixed(), second: try reader.readFixed())
            // No count of what follows: the later of many reads may begin at its beginning.
            guard let read = Int(exactly: try reader.readVarint()) else { return nil }
            cursor.read = read
            if try reader.readBoolean() { cursor.after = try reader.readKey() }
            try reader.expectEnd()
            return (digest, cursor)
        } catch {
            return nil
        }
    }
}
