/// An item as a write found it or left it: in its disk form, or decoded.
///
/// Most writes change a counter and a sketch of an item and leave the rest alone. They read and copy
/// bytes; nobody builds the other attributes only to write them again. Whoever does want all of an
/// item asks for it and pays for it.
package struct ItemImage: Sendable {
    package enum Form: Sendable {
        /// The disk form, from `start` to the end. It has been read once, so it can be read again.
        case encoded([UInt8], start: Int)
        case decoded(Item)
    }

    package let form: Form
    /// What DynamoDB counts for the item, in bytes.
    package let size: Int

    package init(_ item: Item) {
        form = .decoded(item)
        size = item.size
    }

    /// Takes the disk form of an item; damaged bytes throw, here and nowhere later.
    package init(validating bytes: [UInt8], from start: Int = 0) throws(CodecError) {
        var reader = ByteReader(bytes, from: start)
        size = try reader.measureItem()
        try reader.expectEnd()
        form = .encoded(bytes, start: start)
    }

    /// An item in its disk form, for those who edit it.
    package static func encoding(_ item: Item) -> ItemImage {
        ItemImage(trusted: ItemCodec.encode(item), size: item.size)
    }

    /// Bytes that are known to be a valid item of this size.
    init(trusted bytes: [UInt8], size: Int) {
        form = .encoded(bytes, start: 0)
        self.size = size
    }

    /// The whole item; an encoded one is decoded every time.
    package var item: Item {
        switch form {
        case .decoded(let item): return item
        case .encoded(let bytes, let start):
            do {
                return try ItemCodec.decode(bytes, from: start)
            } catch {
                preconditionFailure("an image that was read once cannot be read again: \(error)")
            }
        }
    }

    /// One attribute, or `nil`; the others of an encoded item are stepped over.
    package subscript(name: Text) -> Value? {
        switch form {
        case .decoded(let item): return item[name]
        case .encoded(let bytes, let start):
            do {
                return try ItemCodec.attribute(name, in: bytes, from: start)
            } catch {
                preconditionFailure("an image that was read once cannot be read again: \(error)")
            }
        }
    }

    /// The disk form, made anew for a decoded item.
    package var encoded: ArraySlice<UInt8> {
        switch form {
        case .decoded(let item): ItemCodec.encode(item)[...]
        case .encoded(let bytes, let start): bytes[start...]
        }
    }
}

extension ItemImage: Hashable {
    /// Equal items have equal bytes, whichever form they are in.
    package static func == (left: ItemImage, right: ItemImage) -> Bool {
        guard left.size == right.size else { return false }
        if case .decoded(let left) = left.form, case .decoded(let right) = right.form {
            return left == right
        }
        return left.encoded == right.encoded
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(encoded)
    }
}

extension ByteWriter {
    package mutating func write(image: ItemImage) {
        switch image.form {
        case .decoded(let item): write(item: item)
        case .encoded(let bytes, let start): write(bytes: bytes[start...])
        }
    }
}

// Reading without building, with the checks that building would make.
extension ByteReader {
    /// Steps over an item and adds up what DynamoDB counts for it.
    fileprivate mutating func measureItem() throws(CodecError) -> Int {
        try readVersion()
        var size = 0
        var previous = offset..<offset
        for index in 0..<(try readCount()) {
            let name = try take(try readCount())
            guard index == 0 || isOrdered(previous, before: name) else {
                throw .invalid("order of names")
            }
            previous = name
            try checkText(in: name)
            size += name.count
            size += try measureValue()
        }
        return size
    }

    /// Steps over a value and says what DynamoDB counts for it.
    @inline(__always)
    mutating func measureValue() throws(CodecError) -> Int {
        switch try peekTag() {
        case .string:
            skipTag()
            let text = try take(try readCount())
            try checkText(in: text)
            return text.count
        case .binary:
            skipTag()
            return try take(try readCount()).count
        case .integer, .decimal: return try readNumber().size
        case .null, .no, .yes, .list, .map, .stringSet, .numberSet, .binarySet:
            return try readValue().size
        }
    }
}
