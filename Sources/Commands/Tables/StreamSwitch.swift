package import Model
import Values

/// What an update of a table does to its stream.
package enum StreamSwitch: Hashable, Sendable {
    case on(StreamSettings)
    case off
}

// stream switch   0, or 1 and the stream's settings

extension ByteWriter {
    mutating func write(streamSwitch: StreamSwitch) {
        switch streamSwitch {
        case .on(let settings):
            write(byte: 1)
            settings.encode(to: &self)
        case .off:
            write(byte: 0)
        }
    }
}

extension ByteReader {
    mutating func readStreamSwitch() throws(CodecError) -> StreamSwitch {
        switch try readByte() {
        case 0: .off
        case 1: .on(try StreamSettings(from: &self))
        case let kind: throw .invalid("stream switch \(kind)")
        }
    }
}
