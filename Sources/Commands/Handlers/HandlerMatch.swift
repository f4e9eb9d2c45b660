package import Model
import Values

/// Which handler a definition is for.
package enum HandlerMatch: Hashable, Sendable {
    /// The one of its name; a new one when there is none.
    case any
    /// A new one; a known name is rejected.
    case new
    /// This one.
    case existing(HandlerID)
}

// 1 any · 2 new · 3 existing id
extension HandlerMatch {
    func encode(to writer: inout ByteWriter) {
        switch self {
        case .any: writer.write(byte: 1)
        case .new: writer.write(byte: 2)
        case .existing(let id):
            writer.write(byte: 3)
            writer.write(handler: id)
        }
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        switch try reader.readByte() {
        case 1: self = .any
        case 2: self = .new
        case 3: self = .existing(try reader.readHandler())
        case let kind: throw .invalid("handler match \(kind)")
        }
    }
}
