/// Makes an item's next image out of its last one by copying bytes, and writes only what changes.
///
/// Attributes are visited in ascending order of their names:
///
///     var editor = ItemEditor(image, visits: 1)
///     if try editor.seek("clicks"), let number = try editor.readNumber() {
///         editor.replace(with: .number(try number.adding(1)))
///     }
///     let next = editor.finish()
///
/// What is not replaced stays as it is. Costs a pass over the item and one allocation.
package struct ItemEditor: ~Copyable {
    private var reader: ByteReader
    private var writer: ByteWriter
    /// Attributes that lie ahead of the reader.
    private var ahead: Int
    private var count: Int
    private var size: Int
    /// Up to here the old bytes have been copied.
    private var copied: Int
    /// The attribute that was sought last.
    private var name: Text = ""
    /// Where its value begins in the old bytes; `nil` when it has none there.
    private var valueStart: Int?
    private var valueSize = 0

    /// More attributes than these would take two bytes to count.
    private static let countMax = 127
    /// More visits than these are refused whatever the item is.
    package static let visitsMax = countMax
    private static let countOffset = 1

    /// `nil` for an item that is decoded, or has more attributes than an editor wants to count.
    ///
    /// - Parameter visits: how many attributes will be visited at most.
    package init?(_ image: ItemImage, visits: Int) throws(CodecError) {
        guard case .encoded(let bytes, let start) = image.form else { return nil }
        var reader = ByteReader(bytes, from: start)
        try reader.readVersion()
        let count = try reader.readCount()
        guard count + visits <= ItemEditor.countMax else { return nil }
        var writer = ByteWriter()
        // A new counter and a new sketch of one visitor take less than this.
        writer.reserveCapacity(bytes.count - start + 32 * visits)
        writer.write(byte: ItemCodec.version)
        writer.write(byte: UInt8(truncatingIfNeeded: count))
        copied = reader.offset
        self.reader = reader
        self.writer = writer
        self.count = count
        ahead = count
        size = image.size
    }

    /// Goes on to an attribute; answers whether the item has it.
    package mutating func seek(_ name: Text) throws(CodecError) -> Bool {
        self.name = name
        let wanted = name.string.utf8.span
        while ahead > 0 {
            let entryStart = reader.offset
            let found = try reader.take(try reader.readCount())
            switch reader.compare(found, with: wanted) {
            case 0:
                ahead -= 1
                valueStart = reader.offset
                return true
            case 1:
                reader.goBack(to: entryStart)
                valueStart = nil
                return false
            default:
                try reader.skipValue()
                ahead -= 1
            }
        }
        valueStart = nil
        return false
    }

    // After `seek` has found an attribute, exactly one of these reads its value.

    /// The value, when it is a number.
    package mutating func readNumber() throws(CodecError) -> Number? {
        switch try reader.peekTag() {
        case .integer, .decimal:
            let number = try reader.readNumber()
            valueSize = number.size
            return number
        default: return nil
        }
    }

    /// The value's bytes, when it is binary.
    package mutating func readBinary() throws(CodecError) -> ArraySlice<UInt8>? {
        guard try reader.peekTag() == .binary else { return nil }
        reader.skipTag()
        let range = try reader.take(try reader.readCount())
        valueSize = range.count
        return reader.bytes[range]
    }

    /// Steps over the value, which will be replaced whatever it is.
    package mutating func skip() throws(CodecError) {
        valueSize = try reader.measureValue()
    }

    /// Gives the attribute that was sought last another value, or its first one.
    package mutating func replace(with value: Value) {
        if let valueStart {
            writer.write(bytes: reader.bytes[copied..<valueStart])
            size += value.size - valueSize
        } else {
            writer.write(bytes: reader.bytes[copied..<reader.offset])
            writer.write(text: name)
            count += 1
            size += name.utf8Count + value.size
        }
        writer.write(value: value)
        copied = reader.offset
    }

    package consuming func finish() -> ItemImage {
        writer.write(bytes: reader.bytes[copied...])
        writer.overwrite(
            byte: UInt8(truncatingIfNeeded: count), at: ItemEditor.countOffset)
        return ItemImage(trusted: writer.bytes, size: size)
    }
}
