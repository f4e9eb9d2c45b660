// The form of a value in a key that goes on behind it, as the keys of indexes do: the same order, and
// each value says itself where it ends.
//
//     S, B  each byte 00 as 00 FF · 00 00
//     N     as in OrderedBytes+Number

extension OrderedBytes {
    package static func appendDelimited(_ value: KeyValue, to bytes: inout [UInt8]) {
        appendBeginning(of: value, to: &bytes)
        switch value {
        case .string, .binary: appendEnd(to: &bytes)
        case .number: break
        }
    }

    /// Appends what the forms of all strings, or of all binary, have in common that begin with `value`.
    package static func appendBeginning(of value: KeyValue, to bytes: inout [UInt8]) {
        switch value {
        case .string(let text): append(escaping: text.string.utf8.span, to: &bytes)
        case .binary(let binary): append(escaping: binary.bytes.span, to: &bytes)
        case .number(let number): append(number, to: &bytes)
        }
    }

    static func append(escaping content: Span<UInt8>, to bytes: inout [UInt8]) {
        for index in content.indices {
            bytes.append(content[index])
            if content[index] == 0 { bytes.append(0xFF) }
        }
    }

    static func appendEnd(to bytes: inout [UInt8]) {
        bytes.append(0)
        bytes.append(0)
    }
}

extension ItemView {
    /// Appends the form of a string, a number or binary where it lies; nothing for other kinds.
    ///
    /// - Parameter isDelimited: whether more follows in the key.
    package func appendOrdered(
        _ location: ValueLocation, isDelimited: Bool, to bytes: inout [UInt8]
    ) {
        if let number = number(at: location) { return OrderedBytes.append(number, to: &bytes) }
        guard let range = contents(of: location) else { return }
        let content = self.bytes.extracting(range)
        if isDelimited {
            OrderedBytes.append(escaping: content, to: &bytes)
            OrderedBytes.appendEnd(to: &bytes)
        } else {
            for index in content.indices { bytes.append(content[index]) }
        }
    }
}
