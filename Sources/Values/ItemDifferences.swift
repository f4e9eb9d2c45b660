/// The attributes in which two images of an item differ, found without decoding either.
package struct ItemDifferences: Sendable {
    package struct Entry: Sendable {
        package let name: Text
        /// Where the values lie in the two images; `nil` where one has no such attribute.
        package let old: ValueLocation?
        package let new: ValueLocation?
    }

    /// In ascending order of their names.
    package private(set) var entries: [Entry] = []

    /// An absent item has no attributes.
    package init(from old: ItemImage?, to new: ItemImage?) {
        var olds = AttributeSteps(old ?? .empty)
        var news = AttributeSteps(new ?? .empty)
        while !olds.isAtEnd || !news.isAtEnd {
            switch olds.compareName(with: news) {
            case 0:
                if !olds.hasSameValue(as: news) { add(olds.name, olds.value, news.value) }
                olds.move()
                news.move()
            case ..<0:
                add(olds.name, olds.value, nil)
                olds.move()
            default:
                add(news.name, nil, news.value)
                news.move()
            }
        }
    }

    private mutating func add(_ name: Text, _ old: ValueLocation?, _ new: ValueLocation?) {
        entries.append(Entry(name: name, old: old, new: new))
    }
}

/// The attributes of one image, one after the other.
private struct AttributeSteps {
    private var reader: SoundReader
    private let start: Int
    private var ahead: Int
    private var nameRange = 0..<0
    private var valueRange = 0..<0
    private(set) var isAtEnd = false

    init(_ image: ItemImage) {
        start = image.start
        reader = SoundReader(bytes: image.bytes, offset: image.start + 1)
        ahead = reader.readCount()
        move()
    }

    mutating func move() {
        guard ahead > 0 else {
            isAtEnd = true
            return
        }
        ahead -= 1
        nameRange = reader.takeLengthPrefixed()
        let valueStart = reader.offset
        reader.skipValue()
        valueRange = valueStart..<reader.offset
    }

    var name: Text {
        sound { () throws(CodecError) in try reader.bytes.span.text(in: nameRange) }
    }

    var value: ValueLocation {
        let tag = sound { () throws(CodecError) in
            try reader.bytes.span.tag(at: valueRange.lowerBound)
        }
        return ValueLocation(start: valueRange.lowerBound - start, tag: tag)
    }

    /// -1, 0 or 1; the end comes after every name.
    func compareName(with other: AttributeSteps) -> Int {
        if isAtEnd || other.isAtEnd { return isAtEnd ? 1 : -1 }
        return reader.bytes.span.extracting(nameRange)
            .compare(with: other.reader.bytes.span.extracting(other.nameRange))
    }

    func hasSameValue(as other: AttributeSteps) -> Bool {
        reader.bytes[valueRange] == other.reader.bytes[other.valueRange]
    }
}
