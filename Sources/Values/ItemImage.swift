/// An item in its disk form, known to be sound.
///
/// Most writes change a counter and a sketch of an item and leave the rest alone. They read and
/// copy bytes, and decode only what they change; `item` decodes all of it.
package struct ItemImage: Sendable {
    /// The disk form reaches from `start` to the end.
    let bytes: [UInt8]
    let start: Int
    /// What DynamoDB counts for the item, in bytes.
    package let size: Int

    /// An item without attributes.
    package static let empty = ItemImage(trusted: [ItemCodec.version, 0], size: 0)

    /// Encodes `item`.
    package init(_ item: Item) {
        self.init(trusted: ItemCodec.encode(item), size: item.size)
    }

    /// Takes the disk form of an item; damaged bytes throw, here and nowhere later.
    package init(validating bytes: [UInt8], from start: Int = 0) throws(CodecError) {
        var offset = min(max(start, 0), bytes.count)
        self.start = offset
        size = try bytes.span.measureItem(at: &offset)
        guard offset == bytes.count else { throw .trailingBytes }
        self.bytes = bytes
    }

    /// Bytes that are known to be a valid item of this size.
    init(trusted bytes: [UInt8], size: Int) {
        self.bytes = bytes
        start = 0
        self.size = size
    }

    /// The item as conditions, updates and projections read it.
    package var view: ItemView {
        @_lifetime(borrow self)
        get { ItemView(sound: bytes.span.extracting(start...)) }
    }

    /// The whole item, decoded every time.
    package var item: Item { view.item }

    /// One attribute, or `nil`; the others are stepped over.
    package subscript(name: Text) -> Value? {
        var view = view
        return view.value(of: name)
    }

    /// The number that an attribute is, or `nil`.
    package func number(of name: Text) -> Number? {
        var view = view
        return view.locate(name).flatMap { view.number(at: $0) }
    }

    /// The disk form.
    package var encoded: ArraySlice<UInt8> { bytes[start...] }
}

extension ItemImage: Hashable {
    /// Equal items have equal bytes.
    package static func == (left: ItemImage, right: ItemImage) -> Bool {
        left.size == right.size && left.encoded == right.encoded
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(encoded)
    }
}

extension ByteWriter {
    package mutating func write(image: ItemImage) {
        write(bytes: image.encoded)
    }
}

extension ByteReader {
    /// Reads an item that stands between other things and keeps it encoded; damaged bytes throw.
    package mutating func readImage() throws(CodecError) -> ItemImage {
        var end = offset
        let size = try bytes.span.measureItem(at: &end)
        defer { move(to: end) }
        return ItemImage(trusted: Array(bytes[offset..<end]), size: size)
    }
}
