package import Values

/// Which attributes a read of an index gives, besides the keys of the index and of its table.
package enum IndexProjection: Hashable, Sendable {
    case all
    case keysOnly
    case include([Text])

    /// The attributes that it names, which count for the bounds of their number.
    package var included: [Text] {
        if case .include(let names) = self { names } else { [] }
    }
}

// projection   0 all · 1 keys only · 2 include: count · name of each

extension ByteWriter {
    mutating func write(projection: IndexProjection) {
        switch projection {
        case .all: write(byte: 0)
        case .keysOnly: write(byte: 1)
        case .include(let names):
            write(byte: 2)
            write(list: names) { $0.write(text: $1) }
        }
    }
}

extension ByteReader {
    mutating func readProjection() throws(CodecError) -> IndexProjection {
        switch try readByte() {
        case 0: .all
        case 1: .keysOnly
        case 2: .include(try readList { r throws(CodecError) in try r.readText() })
        case let kind: throw .invalid("projection \(kind)")
        }
    }
}
