package import Values

// A handler in the catalog, and its definition wherever it stands.
//
//   handler        version u8 = 1 · id · uuid · definition · stream
//                  · created at µs, changed at µs: signed varints · generation varint
//   definition     name · table · executable · arguments · environment · mode u8 · filters
//                  · batch size, batch window s, lanes of a shard: varints · start · retries varint?
//                  · maximum age signed varint? · flags u8 (1 bisects, 2 reports failures, 4 paused)
//                  · window, timeout: varints · memory signed varint · on failure?
//   start          1 trim horizon · 2 latest · 3 after sequence
//   on failure     1 · file name, 2 · URL, 3 · table name
//   window state   start µs, end µs: signed varints · length-prefixed JSON

extension Handler {
    private static let version: UInt8 = 1

    package func encode(to writer: inout ByteWriter) {
        writer.write(byte: Handler.version)
        writer.write(handler: id)
        writer.write(text: uuid)
        definition.encode(to: &writer)
        writer.write(stream: stream)
        writer.write(signedVarint: createdAt.microseconds)
        writer.write(signedVarint: changedAt.microseconds)
        writer.write(count: generation)
    }

    package init(from reader: inout ByteReader) throws(CodecError) {
        let version = try reader.readByte()
        guard version == Handler.version else {
            throw .invalid("handler version \(version), expected \(Handler.version)")
        }
        self.init(
            id: try reader.readHandler(), uuid: try reader.readText(),
            definition: try HandlerDefinition(from: &reader), stream: try reader.readStream(),
            createdAt: Timestamp(microseconds: try reader.readSignedVarint()),
            changedAt: Timestamp(microseconds: try reader.readSignedVarint()),
            generation: try reader.readNumber("a generation"))
    }
}

extension HandlerDefinition {
    package func encode(to writer: inout ByteWriter) {
        writer.write(text: name)
        writer.write(text: table)
        writer.write(text: executable)
        writer.write(list: arguments) { $0.write(text: $1) }
        writer.write(tags: environment)
        writer.write(byte: mode.rawValue)
        writer.write(list: filters) { $0.write(text: $1) }
        writer.write(count: batchSize)
        writer.write(count: batchWindowSeconds)
        writer.write(count: lanes)
        start.encode(to: &writer)
        writer.write(optional: retriesMax) { $0.write(count: $1) }
        writer.write(optional: maximumAgeSeconds) { $0.write(signedVarint: $1) }
        var flags: UInt8 = 0
        if bisects { flags |= 1 }
        if reportsFailures { flags |= 2 }
        if isPaused { flags |= 4 }
        writer.write(byte: flags)
        writer.write(count: windowSeconds)
        writer.write(count: timeoutSeconds)
        writer.write(signedVarint: memoryBytes)
        writer.write(optional: onFailure) { $1.encode(to: &$0) }
    }

    package init(from reader: inout ByteReader) throws(CodecError) {
        self.init(
            name: try reader.readText(), table: try reader.readText(),
            executable: try reader.readText())
        arguments = try reader.readList { r throws(CodecError) in try r.readText() }
        environment = try reader.readTags()
        let mode = try reader.readByte()
        guard let mode = Mode(rawValue: mode) else { throw .invalid("handler mode \(mode)") }
        self.mode = mode
        filters = try reader.readList { r throws(CodecError) in try r.readText() }
        batchSize = try reader.readNumber("a batch size")
        batchWindowSeconds = try reader.readNumber("a batch window")
        lanes = try reader.readNumber("a number of lanes")
        guard lanes > 0, batchSize > 0 else { throw .invalid("a handler without lanes or batches") }
        start = try StreamStart(from: &reader)
        retriesMax = try reader.readOptional { r throws(CodecError) in
            try r.readNumber("a number of retries")
        }
        maximumAgeSeconds = try reader.readOptional { r throws(CodecError) in
            try r.readSignedVarint()
        }
        let flags = try reader.readByte()
        guard flags & ~7 == 0 else { throw .invalid("handler flags \(flags)") }
        bisects = flags & 1 != 0
        reportsFailures = flags & 2 != 0
        isPaused = flags & 4 != 0
        windowSeconds = try reader.readNumber("a window")
        timeoutSeconds = try reader.readNumber("a timeout")
        memoryBytes = try reader.readSignedVarint()
        onFailure = try reader.readOptional { r throws(CodecError) in
            try FailureDestination(from: &r)
        }
    }
}

extension StreamStart {
    package func encode(to writer: inout ByteWriter) {
        switch self {
        case .trimHorizon: writer.write(byte: 1)
        case .latest: writer.write(byte: 2)
        case .after(let sequence):
            writer.write(byte: 3)
            writer.write(sequence: sequence)
        }
    }

    package init(from reader: inout ByteReader) throws(CodecError) {
        switch try reader.readByte() {
        case 1: self = .trimHorizon
        case 2: self = .latest
        case 3: self = .after(try reader.readSequence())
        case let kind: throw .invalid("stream start \(kind)")
        }
    }
}

extension FailureDestination {
    fileprivate func encode(to writer: inout ByteWriter) {
        switch self {
        case .file(let name):
            writer.write(byte: 1)
            writer.write(text: name)
        case .http(let url):
            writer.write(byte: 2)
            writer.write(text: url)
        case .table(let name):
            writer.write(byte: 3)
            writer.write(text: name)
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(CodecError) {
        switch try reader.readByte() {
        case 1: self = .file(try reader.readText())
        case 2: self = .http(try reader.readText())
        case 3: self = .table(try reader.readText())
        case let kind: throw .invalid("failure destination \(kind)")
        }
    }
}

extension WindowState {
    package func encode(to writer: inout ByteWriter) {
        writer.write(signedVarint: start.microseconds)
        writer.write(signedVarint: end.microseconds)
        writer.write(lengthPrefixed: state)
    }

    package init(from reader: inout ByteReader) throws(CodecError) {
        self.init(
            start: Timestamp(microseconds: try reader.readSignedVarint()),
            end: Timestamp(microseconds: try reader.readSignedVarint()),
            state: try reader.readLengthPrefixed())
    }
}

extension ByteReader {
    /// A number that was written as a count but counts nothing that follows.
    package mutating func readNumber(_ what: String) throws(CodecError) -> Int {
        let number = try readVarint()
        guard let number = Int(exactly: number) else { throw .invalid("\(what) of \(number)") }
        return number
    }
}
