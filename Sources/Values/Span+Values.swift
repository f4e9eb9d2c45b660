// The one reader of encoded values; their form is drawn in `ValueCodec`. It can step over a value,
// decode it, or measure it, which is decoding with all checks and without building anything.

extension Span<UInt8> {
    /// What kind of value stands at `offset`.
    @inline(__always)
    func tag(at offset: Int) throws(CodecError) -> ValueTag {
        guard offset < count else { throw .truncated }
        guard let tag = ValueTag(rawValue: self[offset]) else { throw .invalid("value tag") }
        return tag
    }

    @inline(__always)
    func readTag(at offset: inout Int) throws(CodecError) -> ValueTag {
        let tag = try tag(at: offset)
        offset &+= 1
        return tag
    }

    // MARK: Stepping over

    /// Steps over one value without looking into it.
    @inline(__always)
    func skipValue(at offset: inout Int) throws(CodecError) {
        try skipContents(of: try readTag(at: &offset), at: &offset)
    }

    /// Steps over what stands behind the tag.
    @inline(__always)
    func skipContents(of tag: ValueTag, at offset: inout Int) throws(CodecError) {
        switch tag {
        case .null, .no, .yes: break
        case .integer: _ = try readVarint(at: &offset)
        case .decimal:
            _ = try readVarint(at: &offset)
            _ = try take(16, at: &offset)
        case .string, .binary: _ = try takeLengthPrefixed(at: &offset)
        case .list, .map, .stringSet, .numberSet, .binarySet:
            let size: UInt32 = try readFixed(at: &offset)
            _ = try take(Int(size), at: &offset)
        }
    }

    // MARK: Decoding

    func readNumber(at offset: inout Int) throws(CodecError) -> Number {
        switch try readTag(at: &offset) {
        case .integer: Number(try readSignedVarint(at: &offset))
        case .decimal: try readDecimal(at: &offset)
        default: throw .invalid("number tag")
        }
    }

    /// Decodes one value; `depth` is how many lists and maps it lies in.
    func readValue(at offset: inout Int, depth: Int = 0) throws(CodecError) -> Value {
        switch try readTag(at: &offset) {
        case .null: return .null
        case .no: return .boolean(false)
        case .yes: return .boolean(true)
        case .integer: return .number(Number(try readSignedVarint(at: &offset)))
        case .decimal: return .number(try readDecimal(at: &offset))
        case .string: return .string(try text(in: try takeLengthPrefixed(at: &offset)))
        case .binary: return .binary(try readBinary(at: &offset))
        case .list:
            let end = try readContainer(depth: depth, at: &offset)
            var elements: [Value] = []
            let count = try readCount(at: &offset)
            elements.reserveCapacity(Swift.min(count, ValueLimits.reservedCountMax))
            for _ in 0..<count { elements.append(try readValue(at: &offset, depth: depth + 1)) }
            try expect(end, at: offset)
            return .list(elements)
        case .map:
            let end = try readContainer(depth: depth, at: &offset)
            let attributes = try readAttributes(at: &offset, depth: depth + 1)
            try expect(end, at: offset)
            return .map(attributes)
        case .stringSet:
            return .stringSet(
                try readSet(at: &offset) { (bytes, offset) throws(CodecError) in
                    try bytes.text(in: try bytes.takeLengthPrefixed(at: &offset))
                })
        case .numberSet:
            return .numberSet(
                try readSet(at: &offset) { (bytes, offset) throws(CodecError) in
                    try bytes.readNumber(at: &offset)
                })
        case .binarySet:
            return .binarySet(
                try readSet(at: &offset) { (bytes, offset) throws(CodecError) in
                    try bytes.readBinary(at: &offset)
                })
        }
    }

    /// Decodes the attributes of a map or an item: a count, then names and values.
    func readAttributes(at offset: inout Int, depth: Int) throws(CodecError) -> AttributeMap {
        let count = try readCount(at: &offset)
        var entries: [AttributeMap.Entry] = []
        entries.reserveCapacity(Swift.min(count, ValueLimits.reservedCountMax))
        var previous: Range<Int>?
        for _ in 0..<count {
            let name = try takeLengthPrefixed(at: &offset)
            try checkOrder(of: name, after: previous)
            previous = name
            let text = try text(in: name)
            entries.append(
                AttributeMap.Entry(name: text, value: try readValue(at: &offset, depth: depth)))
        }
        return AttributeMap(trustedAscending: entries)
    }

    private func readBinary(at offset: inout Int) throws(CodecError) -> Binary {
        Binary(Array(copying: extracting(try takeLengthPrefixed(at: &offset))))
    }

    private func readSet<Member>(
        at offset: inout Int, _ read: (Span<UInt8>, inout Int) throws(CodecError) -> Member
    ) throws(CodecError) -> SortedSet<Member> {
        let end = try readContainer(depth: 0, at: &offset)
        let count = try readCount(at: &offset)
        var elements: [Member] = []
        elements.reserveCapacity(Swift.min(count, ValueLimits.reservedCountMax))
        for _ in 0..<count { elements.append(try read(self, &offset)) }
        try expect(end, at: offset)
        guard let set = SortedSet(ascending: elements) else { throw .invalid("order of a set") }
        return set
    }

    /// Reads a container's size and returns where it must end.
    func readContainer(depth: Int, at offset: inout Int) throws(CodecError) -> Int {
        guard depth < ValueLimits.storedDepthMax else { throw .tooDeep }
        let size: UInt32 = try readFixed(at: &offset)
        guard Int(size) <= count - offset else { throw .truncated }
        return offset + Int(size)
    }

    private func expect(_ end: Int, at offset: Int) throws(CodecError) {
        guard offset == end else { throw .invalid("size of a container") }
    }

    private func readDecimal(at offset: inout Int) throws(CodecError) -> Number {
        let exponent = try readSignedVarint(at: &offset)
        let high: UInt64 = try readFixed(at: &offset)
        let low: UInt64 = try readFixed(at: &offset)
        guard let exponent = Int16(exactly: exponent),
            let number = Number(
                canonicalLow: low, high: Int64(bitPattern: high), exponent: exponent)
        else { throw .invalid("decimal") }
        return number
    }

    @inline(__always)
    private func checkOrder(of name: Range<Int>, after previous: Range<Int>?) throws(CodecError) {
        guard let previous else { return }
        guard extracting(previous).compare(with: extracting(name)) < 0 else {
            throw .invalid("order of names")
        }
    }

    // MARK: Measuring

    /// Steps over an item and adds up what DynamoDB counts for it; throws where decoding would.
    func measureItem(at offset: inout Int) throws(CodecError) -> Int {
        try readVersion(at: &offset)
        return try measureAttributes(at: &offset, depth: 0).size
    }

    func readVersion(at offset: inout Int) throws(CodecError) {
        guard try readByte(at: &offset) == ItemCodec.version else { throw .invalid("item version") }
    }

    /// Steps over one value and says what DynamoDB counts for it; throws where decoding would.
    @inline(__always)
    func measureValue(at offset: inout Int, depth: Int = 0) throws(CodecError) -> Int {
        switch try readTag(at: &offset) {
        case .string:
            let text = try takeLengthPrefixed(at: &offset)
            try checkText(in: text)
            return text.count
        case .binary: return try takeLengthPrefixed(at: &offset).count
        case .integer: return Number(try readSignedVarint(at: &offset)).size
        case .null, .no, .yes: return 1
        case let tag: return try measureLargeValue(tag, at: &offset, depth: depth)
        }
    }

    @inline(never)
    private func measureLargeValue(
        _ tag: ValueTag, at offset: inout Int, depth: Int
    ) throws(CodecError) -> Int {
        if case .decimal = tag { return try readDecimal(at: &offset).size }
        let isDeep = tag == .list || tag == .map
        let end = try readContainer(depth: isDeep ? depth : 0, at: &offset)
        var size: Int
        switch tag {
        case .map:
            let measured = try measureAttributes(at: &offset, depth: depth + 1)
            size = Value.containerSize + measured.count * Value.memberSize + measured.size
        case .list:
            size = Value.containerSize
            for _ in 0..<(try readCount(at: &offset)) {
                size += try Value.memberSize + measureValue(at: &offset, depth: depth + 1)
            }
        case .numberSet: size = try measureNumbers(at: &offset)
        default: size = try measureMembers(areTexts: tag == .stringSet, at: &offset)
        }
        try expect(end, at: offset)
        return size
    }

    private func measureAttributes(
        at offset: inout Int, depth: Int
    ) throws(CodecError) -> (count: Int, size: Int) {
        var size = 0
        var previous: Range<Int>?
        let count = try readCount(at: &offset)
        for _ in 0..<count {
            let name = try takeLengthPrefixed(at: &offset)
            try checkOrder(of: name, after: previous)
            previous = name
            try checkText(in: name)
            size += name.count
            size += try measureValue(at: &offset, depth: depth)
        }
        return (count, size)
    }

    /// The members of a set of strings or of bytes.
    private func measureMembers(areTexts: Bool, at offset: inout Int) throws(CodecError) -> Int {
        var size = 0
        var previous: Range<Int>?
        for _ in 0..<(try readCount(at: &offset)) {
            let member = try takeLengthPrefixed(at: &offset)
            if areTexts { try checkText(in: member) }
            if let previous, extracting(previous).compare(with: extracting(member)) >= 0 {
                throw .invalid("order of a set")
            }
            previous = member
            size += member.count
        }
        return size
    }

    private func measureNumbers(at offset: inout Int) throws(CodecError) -> Int {
        var size = 0
        var previous: Number?
        for _ in 0..<(try readCount(at: &offset)) {
            let number = try readNumber(at: &offset)
            if let previous, previous >= number { throw .invalid("order of a set") }
            previous = number
            size += number.size
        }
        return size
    }
}
