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
        try readValue(depth: 0)
    }

    package mutating func readNumber() throws(CodecError) -> Number {
        switch try readTag() {
        case .integer: Number(try readSignedVarint())
        case .decimal: try readDecimal()
        default: throw .invalid("number tag")
        }
    }

    /// Steps over one value without looking into it.
    @inline(__always)
    package mutating func skipValue() throws(CodecError) {
        let tag = try peekTag()
        skipTag()
        switch tag {
        case .null, .no, .yes: break
        case .integer: _ = try readVarint()
        case .decimal:
            _ = try readVarint()
            try skip(16)
        case .string, .binary: try skip(try readCount())
        case .list, .map, .stringSet, .numberSet, .binarySet:
            let size: UInt32 = try readFixed()
            try skip(Int(size))
        }
    }

    /// The attributes of a map or an item: a count, then names and values.
    mutating func readAttributes(depth: Int) throws(CodecError) -> AttributeMap {
        let count = try readCount()
        var entries: [AttributeMap.Entry] = []
        entries.reserveCapacity(min(count, CodecLimits.reservedMax))
        var previous: Range<Int>?
        for _ in 0..<count {
            let name = try take(try readCount())
            if let previous, !isOrdered(previous, before: name) {
                throw .invalid("order of names")
            }
            previous = name
            let text = try text(in: name)
            entries.append(.init(name: text, value: try readValue(depth: depth)))
        }
        return AttributeMap(trustedAscending: entries)
    }

    private mutating func readTag() throws(CodecError) -> ValueTag {
        let tag = try peekTag()
        skipTag()
        return tag
    }

    /// What kind of value comes next.
    @inline(__always)
    func peekTag() throws(CodecError) -> ValueTag {
        guard !isAtEnd else { throw .truncated }
        guard let tag = ValueTag(rawValue: bytes[offset]) else { throw .invalid("value tag") }
        return tag
    }

    private mutating func readValue(depth: Int) throws(CodecError) -> Value {
        switch try readTag() {
        case .null: return .null
        case .no: return .boolean(false)
        case .yes: return .boolean(true)
        case .integer: return .number(Number(try readSignedVarint()))
        case .decimal: return .number(try readDecimal())
        case .string: return .string(try readText())
        case .binary: return .binary(Binary(try readLengthPrefixed()))
        case .list:
            let end = try readContainer(depth: depth)
            let elements = try readElements { (reader) throws(CodecError) in
                try reader.readValue(depth: depth + 1)
            }
            try expect(end: end)
            return .list(elements)
        case .map:
            let end = try readContainer(depth: depth)
            let attributes = try readAttributes(depth: depth + 1)
            try expect(end: end)
            return .map(attributes)
        case .stringSet:
            return .stringSet(try readSet { (reader) throws(CodecError) in try reader.readText() })
        case .numberSet:
            return .numberSet(
                try readSet { (reader) throws(CodecError) in try reader.readNumber() })
        case .binarySet:
            return .binarySet(
                try readSet { (reader) throws(CodecError) in
                    Binary(try reader.readLengthPrefixed())
                })
        }
    }

    private mutating func readSet<Element>(
        _ read: (inout ByteReader) throws(CodecError) -> Element
    ) throws(CodecError) -> SortedSet<Element> {
        let end = try readContainer(depth: 0)
        let elements = try readElements(read)
        try expect(end: end)
        guard let set = SortedSet(ascending: elements) else { throw .invalid("order of a set") }
        return set
    }

    private mutating func readElements<Element>(
        _ read: (inout ByteReader) throws(CodecError) -> Element
    ) throws(CodecError) -> [Element] {
        let count = try readCount()
        var elements: [Element] = []
        elements.reserveCapacity(min(count, CodecLimits.reservedMax))
        for _ in 0..<count { elements.append(try read(&self)) }
        return elements
    }

    /// Reads a container's size and returns where it must end.
    private mutating func readContainer(depth: Int) throws(CodecError) -> Int {
        guard depth < CodecLimits.depthMax else { throw .tooDeep }
        let size: UInt32 = try readFixed()
        guard Int(size) <= remaining else { throw .truncated }
        return offset + Int(size)
    }

    private func expect(end: Int) throws(CodecError) {
        guard offset == end else { throw .invalid("size of a container") }
    }

    private mutating func readDecimal() throws(CodecError) -> Number {
        let exponent = try readSignedVarint()
        let high: UInt64 = try readFixed()
        let low: UInt64 = try readFixed()
        guard let exponent = Int16(exactly: exponent),
            let number = Number(
                canonicalLow: low, high: Int64(bitPattern: high), exponent: exponent)
        else { throw .invalid("decimal") }
        return number
    }
}
