import Model
import Values

extension CatalogMutation {
    func encode(to writer: inout ByteWriter) {
        switch self {
        case .create(let definition):
            writer.write(byte: 1)
            definition.encode(to: &writer)
        case .update(let id, let settings, let refusingNoChange, let stream):
            writer.write(byte: stream == nil ? 2 : 9)
            writer.write(table: id)
            settings.encode(to: &writer)
            writer.write(boolean: refusingNoChange)
            if let stream { writer.write(streamSwitch: stream) }
        case .delete(let id):
            writer.write(byte: 3)
            writer.write(table: id)
        case .enableTimeToLive(let id, let attribute):
            writer.write(byte: 4)
            writer.write(table: id)
            writer.write(text: attribute)
        case .disableTimeToLive(let id, let attribute):
            writer.write(byte: 5)
            writer.write(table: id)
            writer.write(text: attribute)
        case .tag(let id, let tags):
            writer.write(byte: 6)
            writer.write(table: id)
            writer.write(tags: tags)
        case .untag(let id, let names):
            writer.write(byte: 7)
            writer.write(table: id)
            writer.write(list: names) { $0.write(text: $1) }
        case .define(let definition, let timeToLive):
            writer.write(byte: 8)
            definition.encode(to: &writer)
            writer.write(optional: timeToLive) { $1.encode(to: &$0) }
        }
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        switch try reader.readByte() {
        case 1:
            self = .create(try TableDefinition(from: &reader))
        case 2:
            self = .update(
                try reader.readTable(), try TableSettings(from: &reader),
                refusingNoChange: try reader.readBoolean())
        case 9:
            self = .update(
                try reader.readTable(), try TableSettings(from: &reader),
                refusingNoChange: try reader.readBoolean(),
                stream: try reader.readStreamSwitch())
        case 3:
            self = .delete(try reader.readTable())
        case 4:
            self = .enableTimeToLive(try reader.readTable(), attribute: try reader.readText())
        case 5:
            self = .disableTimeToLive(try reader.readTable(), attribute: try reader.readText())
        case 6:
            self = .tag(try reader.readTable(), try reader.readTags())
        case 7:
            self = .untag(
                try reader.readTable(),
                try reader.readList { r throws(CodecError) in try r.readText() })
        case 8:
            self = .define(
                try TableDefinition(from: &reader),
                timeToLive: try reader.readOptional { r throws(CodecError) in
                    try TimeToLive(from: &r)
                })
        case let kind:
            throw .invalid("catalog mutation kind \(kind)")
        }
    }
}
