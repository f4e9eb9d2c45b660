import JSON
import Values

/// Where a page of items ended, as text that a client gives back to go on.
///
///     base64url( version 1 · sort key value )
enum PageCursor {
    private static let version: UInt8 = 1

    static func text(after sort: KeyValue) -> String {
        var writer = ByteWriter()
        writer.write(byte: version)
        writer.write(value: sort.value)
        // The alphabet that needs no escapes in a URL, and no padding.
        let letters = Base64.encode(writer.bytes).utf8.compactMap { letter -> UInt8? in
            switch letter {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: letter
            }
        }
        return String(decoding: letters, as: UTF8.self)
    }

    /// The sort key after which to go on; `nil` when the request gives no cursor.
    static func sort(
        in request: Request, as attribute: KeyAttribute
    ) throws(NativeError) -> KeyValue? {
        guard let text = request.query["cursor"] else { return nil }
        guard let value = decode(text), value.type == attribute.type else {
            throw .invalid(
                field: "cursor", "Parameter cursor must be one that an answer of this call gave.")
        }
        return value
    }

    private static func decode(_ text: String) -> KeyValue? {
        var letters = text.utf8.map { letter -> UInt8 in
            switch letter {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: letter
            }
        }
        while letters.count % 4 != 0 { letters.append(UInt8(ascii: "=")) }
        guard let bytes = Base64.decode(letters[...]) else { return nil }
        var reader = ByteReader(bytes)
        do {
            guard try reader.readByte() == version else { return nil }
            let value = try reader.readKeyValue()
            try reader.expectEnd()
            return isPossible(value) ? value : nil
        } catch {
            return nil
        }
    }

    /// Whether an item could have this sort key.
    private static func isPossible(_ value: KeyValue) -> Bool {
        switch value {
        case .string(let text): (1...KeySchema.sortBytesMax).contains(text.utf8Count)
        case .binary(let binary): (1...KeySchema.sortBytesMax).contains(binary.count)
        case .number: true
        }
    }
}
