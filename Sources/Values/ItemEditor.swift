/// Makes an item's next image out of its last one by copying bytes, and writes only what changes.
///
/// Values are visited in ascending order: attributes by their names, and what lies inside one before
/// the next, members of a map by their names and elements of a list by their positions.
///
///     var editor = ItemEditor(image, visits: 1)
///     if editor.seek("clicks"), let number = editor.readNumber() {
///         editor.replace(with: .number(number.adding(1)))
///     }
///     let next = editor.finish()
///
/// What is not replaced stays as it is. Costs a pass over the item and one allocation.
package struct ItemEditor: ~Copyable {
    /// What a path leads to.
    package enum Target: Sendable {
        case found
        /// Nothing, but its parent is there and can have it.
        case absent
        /// Nothing, as its parent is absent or of another kind.
        case unreachable
    }

    /// Over the old bytes.
    var reader: SoundReader
    /// Up to here the old bytes have been copied.
    var copied: Int
    var writer: ByteWriter
    /// What the item counts with the changes made so far, as the old one does.
    package private(set) var size: Int
    /// The container whose members are visited, and those around it.
    var level: Level
    var outer: [Level] = []
    /// The way from the item to the container; nothing while that is the item itself.
    var opened: AttributePath?

    /// The attribute or member that was sought last, for which the name is nothing in a list.
    private var name: Text = ""
    private var entryStart = 0
    /// Where its value begins in the old bytes; `nil` when it has none there.
    var valueStart: Int?
    private var valueSize = 0
    /// Whether the value was found and not read yet.
    var isOnValue = false

    /// - Parameter visits: how many values will be visited, about.
    package init(_ image: ItemImage, visits: Int) {
        reader = SoundReader(bytes: image.bytes, offset: image.start + 1)
        size = image.size
        // A new counter and a new sketch of one visitor take less than this.
        var writer = ByteWriter(capacity: image.bytes.count - image.start + 32 * visits)
        writer.write(byte: ItemCodec.version)
        level = Level(ofItemAt: 1)
        self.writer = writer
        copied = image.start + 1
        openLevel()
    }

    /// Reads the count of the level's members and writes it, to be mended when it is known.
    mutating func openLevel() {
        let count = reader.readCount()
        level.count = count
        level.oldCount = count
        level.ahead = count
        copied = reader.offset
        writer.write(count: count)
        level.countWidth = writer.count - level.countStart
    }

    // MARK: Seeking

    /// Goes on to an attribute, or a member of the map that is open; answers whether it is there.
    package mutating func seek(_ name: Text) -> Bool {
        self.name = name
        if isOnValue { stepOver() }
        let wanted = name.string.utf8.span
        while level.ahead > 0 {
            entryStart = reader.offset
            let found = reader.takeLengthPrefixed()
            let order = reader.bytes.span.extracting(found).compare(with: wanted)
            if order == 0 { return meet() }
            if order > 0 {
                reader.offset = entryStart
                break
            }
            reader.skipValue()
            level.ahead -= 1
        }
        valueStart = nil
        return false
    }

    /// Goes on to an element of the list that is open; answers whether it is there.
    mutating func seek(_ position: Int) -> Bool {
        name = ""
        if isOnValue { stepOver() }
        while level.ahead > 0, level.oldCount - level.ahead < position {
            reader.skipValue()
            level.ahead -= 1
        }
        entryStart = reader.offset
        if level.ahead > 0 { return meet() }
        valueStart = nil
        return false
    }

    private mutating func meet() -> Bool {
        level.ahead -= 1
        valueStart = reader.offset
        isOnValue = true
        return true
    }

    private mutating func stepOver() {
        reader.skipValue()
        isOnValue = false
    }

    // MARK: The value

    /// What kind of value was found, as long as it was not read.
    package var kind: ValueKind { reader.tag.kind }

    /// The value that was found, when it is a number.
    package mutating func readNumber() -> Number? {
        switch reader.tag {
        case .integer, .decimal:
            let number = reader.readNumber()
            valueSize = number.size
            isOnValue = false
            return number
        default: return nil
        }
    }

    /// The bytes of the value that was found, when it is binary.
    package mutating func readBinary() -> ArraySlice<UInt8>? {
        guard reader.tag == .binary else { return nil }
        reader.offset += 1
        let range = reader.takeLengthPrefixed()
        valueSize = range.count
        isOnValue = false
        return reader.bytes[range]
    }

    /// The value that was found, decoded.
    package mutating func readValue() -> Value {
        let value = reader.readValue()
        valueSize = value.size
        isOnValue = false
        return value
    }

    /// Gives what was sought last another value, or its first one.
    package mutating func replace(with value: Value) {
        if isOnValue { measure() }
        if let valueStart {
            writer.write(bytes: reader.bytes[copied..<valueStart])
            size += value.size - valueSize
        } else {
            writer.write(bytes: reader.bytes[copied..<reader.offset])
            if !level.isList { writer.write(text: name) }
            level.count += 1
            size += name.utf8Count + value.size + level.memberSize
        }
        writer.write(value: value)
        copied = reader.offset
    }

    /// Takes away what was found, with its name.
    package mutating func remove() {
        if isOnValue { measure() }
        writer.write(bytes: reader.bytes[copied..<entryStart])
        level.count -= 1
        size -= name.utf8Count + valueSize + level.memberSize
        copied = reader.offset
    }

    private mutating func measure() {
        valueSize = reader.measureValue()
        isOnValue = false
    }

    package consuming func finish() -> ItemImage {
        while !outer.isEmpty { closeLevel() }
        writer.write(bytes: reader.bytes[copied...])
        mendCount()
        return ItemImage(trusted: writer.bytes, size: size)
    }
}
