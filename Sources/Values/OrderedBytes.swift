/// Bytes whose order is the order of the key values: what LMDB sorts by.
///
///     S  its UTF-8 bytes
///     B  its bytes
///     N  see OrderedBytes+Number; says itself where it ends
///
/// S and B have no end of their own: what follows them in a longer key is the caller's to mark.
package enum OrderedBytes {
    package static func encode(_ value: KeyValue) -> [UInt8] {
        var bytes: [UInt8] = []
        append(value, to: &bytes)
        return bytes
    }

    package static func append(_ value: KeyValue, to bytes: inout [UInt8]) {
        switch value {
        case .string(let text):
            // Keys are short: byte by byte is quicker than a call of the system's.
            let utf8 = text.string.utf8.span
            bytes.append(addingCapacity: utf8.count) { target in
                for index in utf8.indices { target.append(utf8[index]) }
            }
        case .binary(let binary): bytes.append(contentsOf: binary.bytes)
        case .number(let number): append(number, to: &bytes)
        }
    }

    /// Reads all of `bytes` as one value.
    package static func decode(
        _ bytes: [UInt8], as type: KeyType
    ) throws(CodecError) -> KeyValue {
        try decode(bytes[...], as: type)
    }

    /// Reads all of `bytes` as one value.
    package static func decode(
        _ bytes: ArraySlice<UInt8>, as type: KeyType
    ) throws(CodecError) -> KeyValue {
        switch type {
        case .string:
            guard let text = Text(utf8: bytes.span) else { throw .invalid("UTF-8") }
            return .string(text)
        case .binary:
            return .binary(Binary(Array(bytes)))
        case .number:
            let (number, end) = try decodeNumber(bytes)
            guard end == bytes.endIndex else { throw .trailingBytes }
            return .number(number)
        }
    }
}
