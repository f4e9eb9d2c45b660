// The disk form of one value. It says itself where it ends, so values can follow each other.
//
//     value   = tag payload
//     tag 0   null            nothing
//         1   false           nothing
//         2   true            nothing
//         3   integer         zigzag varint                          (an N within Int64)
//         4   decimal         exponent, zigzag varint; coefficient, 16 bytes, two's complement
//         5   string          length varint, UTF-8
//         6   binary          length varint, bytes
//         7   list            size, count varint, values
//         8   map             size, count varint, (name: length varint, UTF-8; value)…
//         9   string set      size, count varint, (length varint, UTF-8)…
//        10   number set      size, count varint, (tag 3 or 4 with its payload)…
//        11   binary set      size, count varint, (length varint, bytes)…
//     size    = four bytes, big-endian: what follows it, so that a container is skipped at once
//
// Names and set members ascend strictly, numbers are canonical: equal values have equal bytes.

enum ValueTag: UInt8 {
    case null
    case no
    case yes
    case integer
    case decimal
    case string
    case binary
    case list
    case map
    case stringSet
    case numberSet
    case binarySet
}

extension ByteWriter {
    package mutating func write(value: Value) {
        switch value {
        case .null: write(tag: .null)
        case .boolean(let boolean): write(tag: boolean ? .yes : .no)
        case .number(let number): write(number: number)
        case .string(let text):
            write(tag: .string)
            write(text: text)
        case .binary(let binary):
            write(tag: .binary)
            write(lengthPrefixed: binary.bytes)
        case .list(let elements):
            writeContainer(.list, elements) { $0.write(value: $1) }
        case .map(let attributes):
            writeContainer(.map, attributes.entries) { $0.write(entry: $1) }
        case .stringSet(let set):
            writeContainer(.stringSet, set.elements) { $0.write(text: $1) }
        case .numberSet(let set):
            writeContainer(.numberSet, set.elements) { $0.write(number: $1) }
        case .binarySet(let set):
            writeContainer(.binarySet, set.elements) { $0.write(lengthPrefixed: $1.bytes) }
        }
    }

    /// The same bytes as for the key value as a `Value`.
    package mutating func write(value: KeyValue) {
        switch value {
        case .string(let text):
            write(tag: .string)
            write(text: text)
        case .number(let number): write(number: number)
        case .binary(let binary):
            write(tag: .binary)
            write(lengthPrefixed: binary.bytes)
        }
    }

    package mutating func write(number: Number) {
        switch number.storage {
        case .integer(let value):
            write(tag: .integer)
            write(signedVarint: value)
        case .decimal(let low, let high, let exponent):
            write(tag: .decimal)
            write(signedVarint: Int64(exponent))
            write(fixed: UInt64(bitPattern: high))
            write(fixed: low)
        }
    }

    mutating func write(entry: AttributeMap.Entry) {
        write(text: entry.name)
        write(value: entry.value)
    }

    private mutating func write(tag: ValueTag) {
        write(byte: tag.rawValue)
    }

    private mutating func writeContainer<Element>(
        _ tag: ValueTag, _ elements: [Element], _ body: (inout ByteWriter, Element) -> Void
    ) {
        write(tag: tag)
        let start = count
        write(fixed: UInt32(0))
        write(count: elements.count)
        let span = elements.span
        for index in span.indices { body(&self, span[index]) }
        // Requests end at 16 MiB and items at 400 KiB, far below what four bytes can say.
        overwrite(fixed: UInt32(count - start - 4), at: start)
    }
}

extension ByteReader {
    package mutating func readValue() throws(CodecError) -> Value {
        var end = offset
        defer { move(to: end) }
        return try bytes.span.readValue(at: &end)
    }

    package mutating func readNumber() throws(CodecError) -> Number {
        var end = offset
        defer { move(to: end) }
        return try bytes.span.readNumber(at: &end)
    }

    /// Steps over one value without looking into it.
    package mutating func skipValue() throws(CodecError) {
        var end = offset
        defer { move(to: end) }
        try bytes.span.skipValue(at: &end)
    }
}
