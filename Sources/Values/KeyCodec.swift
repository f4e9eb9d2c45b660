// Keys and paths inside commands and change records. (The bytes that order a key in the
// store are `OrderedBytes`.)
//
//     key  = partition value · 0, or 1 and the sort value
//     path = root name · count varint · step…
//     step = 0 name, or 1 index varint

extension ByteWriter {
    package mutating func write(key: Key) {
        write(value: key.partition)
        guard let sort = key.sort else { return write(byte: 0) }
        write(byte: 1)
        write(value: sort)
    }

    package mutating func write(path: AttributePath) {
        write(text: path.root)
        write(count: path.steps.count)
        for step in path.steps {
            switch step {
            case .name(let name):
                write(byte: 0)
                write(text: name)
            case .index(let index):
                write(byte: 1)
                write(count: index)
            }
        }
    }
}

extension ByteReader {
    package mutating func readKey() throws(CodecError) -> Key {
        let partition = try readKeyValue()
        return Key(partition: partition, sort: try readBoolean() ? try readKeyValue() : nil)
    }

    package mutating func readKeyValue() throws(CodecError) -> KeyValue {
        guard let value = KeyValue(try readValue()) else { throw .invalid("type of a key") }
        return value
    }

    package mutating func readPath() throws(CodecError) -> AttributePath {
        let root = try readText()
        let count = try readCount()
        var steps: [AttributePath.Step] = []
        steps.reserveCapacity(min(count, ValueLimits.reservedCountMax))
        for _ in 0..<count { steps.append(try readStep()) }
        return AttributePath(root: root, steps: steps)
    }

    private mutating func readStep() throws(CodecError) -> AttributePath.Step {
        switch try readByte() {
        case 0: return .name(try readText())
        case 1:
            guard let index = Int(exactly: try readVarint()) else { throw .invalid("index") }
            return .index(index)
        default: throw .invalid("path step")
        }
    }
}
