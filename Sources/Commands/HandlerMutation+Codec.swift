import Model
import Values

// Handlers in the log.
//
//   handler     1 define: definition · uuid · match (1 any · 2 new · 3 existing id)
//               · 2 remove: id · 3 pause: id, boolean · 4 replay: id, start
//               · 5 follow: id
//   advance     handler · generation varint · shard varint · first slot, end of slots: varints · from, to: varints
//               · window state? · writes

extension HandlerMutation {
    func encode(to writer: inout ByteWriter) {
        switch self {
        case .define(let definition, let uuid, let match):
            writer.write(byte: 1)
            definition.encode(to: &writer)
            writer.write(text: uuid)
            match.encode(to: &writer)
        case .remove(let id):
            writer.write(byte: 2)
            writer.write(handler: id)
        case .pause(let id, let isPaused):
            writer.write(byte: 3)
            writer.write(handler: id)
            writer.write(boolean: isPaused)
        case .replay(let id, let start):
            writer.write(byte: 4)
            writer.write(handler: id)
            start.encode(to: &writer)
        case .follow(let id):
            writer.write(byte: 5)
            writer.write(handler: id)
        }
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        switch try reader.readByte() {
        case 1:
            self = .define(
                try HandlerDefinition(from: &reader), uuid: try reader.readText(),
                try HandlerMatch(from: &reader))
        case 2: self = .remove(try reader.readHandler())
        case 3: self = .pause(try reader.readHandler(), try reader.readBoolean())
        case 4: self = .replay(try reader.readHandler(), from: try StreamStart(from: &reader))
        case 5: self = .follow(try reader.readHandler())
        case let kind: throw .invalid("handler mutation kind \(kind)")
        }
    }
}

extension HandlerMatch {
    fileprivate func encode(to writer: inout ByteWriter) {
        switch self {
        case .any: writer.write(byte: 1)
        case .new: writer.write(byte: 2)
        case .existing(let id):
            writer.write(byte: 3)
            writer.write(handler: id)
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(CodecError) {
        switch try reader.readByte() {
        case 1: self = .any
        case 2: self = .new
        case 3: self = .existing(try reader.readHandler())
        case let kind: throw .invalid("handler match \(kind)")
        }
    }
}

extension HandlerAdvance {
    func encode(to writer: inout ByteWriter) {
        writer.write(handler: handler)
        writer.write(count: generation)
        writer.write(count: shard)
        writer.write(count: slots.lowerBound)
        writer.write(count: slots.upperBound)
        writer.write(sequence: from)
        writer.write(sequence: to)
        writer.write(optional: window) { $1.encode(to: &$0) }
        writes.encode(to: &writer)
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        let handler = try reader.readHandler()
        let generation = try reader.readNumber("a generation")
        let shard = try reader.readNumber("a shard")
        let first = try reader.readNumber("a slot")
        let end = try reader.readNumber("a slot")
        guard first < end, end <= ChangeStream.slots else {
            throw .invalid("slots from \(first) to \(end)")
        }
        self.init(
            handler: handler, generation: generation, shard: shard, slots: first..<end,
            from: try reader.readSequence(), to: try reader.readSequence(),
            window: try reader.readOptional { r throws(CodecError) in try WindowState(from: &r) },
            writes: try [ItemWrite](from: &reader))
    }
}
