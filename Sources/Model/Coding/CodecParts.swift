package import Values

// The small parts of which the forms of the catalog and of commands are made.

extension ByteWriter {
    package mutating func write(table: TableID) {
        write(varint: UInt64(table.rawValue))
    }

    package mutating func write(stream: StreamID) {
        write(varint: UInt64(stream.rawValue))
    }

    package mutating func write(handler: HandlerID) {
        write(varint: UInt64(handler.rawValue))
    }

    package mutating func write(sequence: SequenceNumber) {
        write(varint: sequence.rawValue)
    }

    package mutating func write(keySchema: KeySchema) {
        write(keyAttribute: keySchema.partition)
        write(optional: keySchema.sort) { $0.write(keyAttribute: $1) }
    }

    package mutating func write(walk: BackfillWalk) {
        write(signedVarint: walk.startedAt.microseconds)
        write(lengthPrefixed: walk.next)
    }

    mutating func write(keyAttribute: KeyAttribute) {
        write(text: keyAttribute.name)
        write(byte: keyAttribute.type.rawValue)
    }

    package mutating func write(index: IndexID) {
        write(varint: UInt64(index.rawValue))
    }

    mutating func write(provisioned: TableSettings.ProvisionedThroughput?) {
        write(optional: provisioned) { writer, provisioned in
            writer.write(signedVarint: provisioned.readUnits)
            writer.write(signedVarint: provisioned.writeUnits)
        }
    }

    mutating func write(onDemand: TableSettings.OnDemandThroughput?) {
        write(optional: onDemand) { writer, onDemand in
            writer.write(signedVarint: onDemand.maxReadUnits)
            writer.write(signedVarint: onDemand.maxWriteUnits)
        }
    }

    mutating func write(warm: TableSettings.WarmThroughput) {
        write(signedVarint: warm.readUnits)
        write(signedVarint: warm.writeUnits)
    }

    /// In the order of the names, so that equal tags have equal bytes.
    package mutating func write(tags: [Text: Text]) {
        write(list: tags.sorted { $0.key < $1.key }) { writer, tag in
            writer.write(text: tag.key)
            writer.write(text: tag.value)
        }
    }

    package mutating func write<Element>(
        list: [Element], _ body: (inout ByteWriter, Element) -> Void
    ) {
        write(count: list.count)
        let elements = list.span
        for index in elements.indices { body(&self, elements[index]) }
    }

    package mutating func write<Wrapped>(
        optional: Wrapped?, _ body: (inout ByteWriter, Wrapped) -> Void
    ) {
        write(boolean: optional != nil)
        if let optional { body(&self, optional) }
    }
}

extension ByteReader {
    package mutating func readTable() throws(CodecError) -> TableID {
        TableID(rawValue: try readIdentifier(of: "table"))
    }

    package mutating func readStream() throws(CodecError) -> StreamID {
        StreamID(rawValue: try readIdentifier(of: "stream"))
    }

    package mutating func readHandler() throws(CodecError) -> HandlerID {
        HandlerID(rawValue: try readIdentifier(of: "handler"))
    }

    private mutating func readIdentifier(of subject: String) throws(CodecError) -> UInt32 {
        let number = try readVarint()
        guard let id = UInt32(exactly: number) else { throw .invalid("\(subject) id \(number)") }
        return id
    }

    package mutating func readSequence() throws(CodecError) -> SequenceNumber {
        SequenceNumber(rawValue: try readVarint())
    }

    package mutating func readKeySchema() throws(CodecError) -> KeySchema {
        let partition = try readKeyAttribute()
        let sort = try readOptional { r throws(CodecError) in try r.readKeyAttribute() }
        return KeySchema(partition: partition, sort: sort)
    }

    package mutating func readWalk() throws(CodecError) -> BackfillWalk {
        BackfillWalk(
            startedAt: Timestamp(microseconds: try readSignedVarint()),
            next: try readLengthPrefixed())
    }

    package mutating func readIndex() throws(CodecError) -> IndexID {
        IndexID(rawValue: try readIdentifier(of: "index"))
    }

    mutating func readProvisioned() throws(CodecError) -> TableSettings.ProvisionedThroughput? {
        try readOptional { r throws(CodecError) in
            TableSettings.ProvisionedThroughput(
                readUnits: try r.readSignedVarint(), writeUnits: try r.readSignedVarint())
        }
    }

    mutating func readOnDemand() throws(CodecError) -> TableSettings.OnDemandThroughput? {
        try readOptional { r throws(CodecError) in
            TableSettings.OnDemandThroughput(
                maxReadUnits: try r.readSignedVarint(), maxWriteUnits: try r.readSignedVarint())
        }
    }

    mutating func readWarm() throws(CodecError) -> TableSettings.WarmThroughput {
        TableSettings.WarmThroughput(
            readUnits: try readSignedVarint(), writeUnits: try readSignedVarint())
    }

    mutating func readKeyAttribute() throws(CodecError) -> KeyAttribute {
        let name = try readText()
        let type = try readByte()
        guard let type = KeyType(rawValue: type) else { throw .invalid("key type \(type)") }
        return KeyAttribute(name: name, type: type)
    }

    package mutating func readTags() throws(CodecError) -> [Text: Text] {
        let pairs = try readList { r throws(CodecError) in
            (try r.readText(), try r.readText())
        }
        return Dictionary(pairs) { _, last in last }
    }

    /// Reads a counted list; the count is not trusted with memory before its elements are there.
    package mutating func readList<Element>(
        _ body: (inout ByteReader) throws(CodecError) -> Element
    ) throws(CodecError) -> [Element] {
        let count = try readCount()
        var list: [Element] = []
        list.reserveCapacity(min(count, 1024))
        for _ in 0..<count { list.append(try body(&self)) }
        return list
    }

    package mutating func readOptional<Wrapped>(
        _ body: (inout ByteReader) throws(CodecError) -> Wrapped
    ) throws(CodecError) -> Wrapped? {
        try readBoolean() ? try body(&self) : nil
    }
}
