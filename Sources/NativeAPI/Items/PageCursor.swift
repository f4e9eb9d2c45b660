import API
import JSON
import Values

/// Where a page ended, as text that a client gives back to go on.
///
///     base64url( version 2 · scope u64 · key values )
///
/// The one value is the sort key of the last item of the page, or the name of the last entry of a list;
/// in an index there are more (`IndexRange`). A cursor is good for the request that it comes from and for no other.
enum PageCursor {
    private static let version: UInt8 = 2

    static func text(after position: [KeyValue], in scope: CursorScope) -> String {
        var writer = ByteWriter()
        writer.write(byte: version)
        let digest = scope.digest
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            writer.write(byte: UInt8(truncatingIfNeeded: digest >> shift))
        }
        for value in position { writer.write(value: value.value) }
        return Base64URL.encode(writer.bytes)
    }

    /// The values after which to go on; `nil` when the request gives no cursor.
    ///
    /// - Parameter bytesMax: how long each value of a cursor of this scope may be.
    static func position(
        in request: NativeRequest, _ scope: CursorScope, bytesMax: [Int]
    ) throws(NativeError) -> [KeyValue]? {
        guard let text = request.query["cursor"] else { return nil }
        let wrong = NativeError.invalid(
            field: "cursor", "Parameter cursor must be one that an answer of this call gave.")
        guard let (digest, values) = decode(text) else { throw wrong }
        guard digest == scope.digest else {
            throw .invalid(
                field: "cursor",
                "Parameter cursor comes from another request: it is good for the same call, table, "
                    + "key, bounds and direction only.")
        }
        guard values.count == bytesMax.count,
            zip(values, bytesMax).allSatisfy({ isPossible($0, bytesMax: $1) })
        else { throw wrong }
        return values
    }

    /// The name after which a list goes on; `nil` when the request gives no cursor.
    static func name(in request: NativeRequest, _ scope: CursorScope) throws(NativeError) -> Text? {
        let position = try position(in: request, scope, bytesMax: [ValueLimits.sortKeyBytesMax])
        guard case .string(let name) = position?.first else { return nil }
        return name
    }

    private static func decode(_ text: String) -> (scope: UInt64, [KeyValue])? {
        guard let bytes = Base64URL.decode(text) else { return nil }
        var reader = ByteReader(bytes)
        do {
            guard try reader.readByte() == version else { return nil }
            var digest: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                digest |= UInt64(try reader.readByte()) << shift
            }
            var values: [KeyValue] = []
            while !reader.isAtEnd { values.append(try reader.readKeyValue()) }
            return (digest, values)
        } catch {
            return nil
        }
    }

    /// Whether an item could have this value in its key; names are shorter.
    private static func isPossible(_ value: KeyValue, bytesMax: Int) -> Bool {
        switch value {
        case .string(let text): (1...bytesMax).contains(text.utf8Count)
        case .binary(let binary): (1...bytesMax).contains(binary.count)
        case .number: true
        }
    }
}
