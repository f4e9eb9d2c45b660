extension ItemImage {
    /// The item with those of its attributes alone that `names` has, which ascend.
    package func projected(to names: [Text]) -> ItemImage {
        var size = 0
        var ranges: [Range<Int>] = []
        forEachAttribute(of: names) { _, range, _, attributeSize in
            ranges.append(range)
            size += attributeSize
        }
        var writer = ByteWriter(capacity: 2 + ranges.reduce(0) { $0 + $1.count })
        writer.write(byte: ItemCodec.version)
        writer.write(count: ranges.count)
        let item = encoded
        for range in ranges {
            let first = item.startIndex + range.lowerBound
            writer.write(bytes: item[first..<first + range.count])
        }
        return ItemImage(trusted: writer.bytes, size: size)
    }

    /// `projected(to:)`'s size.
    package func size(of names: [Text]) -> Int {
        var size = 0
        forEachAttribute(of: names) { _, _, _, attributeSize in size += attributeSize }
        return size
    }

    /// Hands over which of `names` it is, where name and value lie behind `start`, where the value begins,
    /// and what DynamoDB counts for both.
    @inline(__always)
    func forEachAttribute(
        of names: [Text],
        _ body: (_ number: Int, _ range: Range<Int>, _ valueStart: Int, _ size: Int) -> Void
    ) {
        let item = view.bytes
        sound { () throws(CodecError) in
            var offset = 0
            try item.readVersion(at: &offset)
            var next = 0
            for _ in 0..<(try item.readCount(at: &offset)) {
                let first = offset
                let name = item.extracting(try item.takeLengthPrefixed(at: &offset))
                var order = -1
                while next < names.count {
                    order = names[next].string.utf8.span.compare(with: name)
                    if order >= 0 { break }
                    next += 1
                }
                guard next < names.count else { return }
                if order == 0 {
                    let valueStart = offset
                    let size = try name.count + item.measureValue(at: &offset)
                    body(next, first..<offset, valueStart, size)
                } else {
                    try item.skipValue(at: &offset)
                }
            }
        }
    }
}
