/// An encoded item where it lies: finds attributes and what is inside them, and decodes only what is
/// asked for.
///
/// Conditions, updates and projections read items through it. A look-up walks over the attributes
/// before the one it looks for. A container of many members is indexed when something is looked up
/// in it a second time, so that many look-ups in a large item cost no more than decoding it would.
/// The bytes are those of an `ItemImage`, which has validated them: nothing can go wrong here.
package struct ItemView: ~Escapable {
    package let bytes: Span<UInt8>
    /// Where the members of large containers lie, by where their count stands; without positions after
    /// the first look-up.
    private var indexes: [Int: [Int]] = [:]

    /// Containers with fewer members are walked over.
    private static let indexedMin = 64
    /// Where the count of the item's attributes stands, behind the version.
    private static let attributesStart = 1

    /// Looks at an item that takes all of `bytes`, which are sound.
    @_lifetime(copy bytes)
    init(sound bytes: Span<UInt8>) {
        self.bytes = bytes
    }

    /// How many attributes it has.
    package var count: Int {
        sound { () throws(CodecError) in
            var offset = ItemView.attributesStart
            return try bytes.readCount(at: &offset)
        }
    }

    // MARK: Finding

    /// Where the value of an attribute lies; `nil` when the item has none of this name.
    package mutating func locate(_ name: Text) -> ValueLocation? {
        sound { () throws(CodecError) in
            try find(name, inContainerAt: ItemView.attributesStart)
        }
    }

    /// Where the value lies that `path` leads to; `nil` when nothing is there.
    package mutating func locate(_ path: AttributePath) -> ValueLocation? {
        guard var location = locate(path.root) else { return nil }
        for step in path.steps {
            guard let inner = locate(step, in: location) else { return nil }
            location = inner
        }
        return location
    }

    /// The member of a map or the element of a list that `step` names, or `nil`.
    package mutating func locate(
        _ step: AttributePath.Step, in container: ValueLocation
    ) -> ValueLocation? {
        sound { () throws(CodecError) in
            switch (container.tag, step) {
            case (.map, .name(let name)):
                try find(name, inContainerAt: container.membersStart)
            case (.list, .index(let index)):
                try find(index, inContainerAt: container.membersStart)
            default: nil
            }
        }
    }

    private mutating func find(
        _ name: Text, inContainerAt start: Int
    ) throws(CodecError) -> ValueLocation? {
        let wanted = name.string.utf8.span
        var offset = start
        let count = try bytes.readCount(at: &offset)
        if count >= ItemView.indexedMin, let index = try index(ofContainerAt: start, isMap: true) {
            return try find(wanted, in: index)
        }
        for _ in 0..<count {
            let found = try bytes.takeLengthPrefixed(at: &offset)
            let order = bytes.extracting(found).compare(with: wanted)
            if order == 0 { return try location(at: offset) }
            if order > 0 { return nil }
            try bytes.skipValue(at: &offset)
        }
        return nil
    }

    private mutating func find(
        _ position: Int, inContainerAt start: Int
    ) throws(CodecError) -> ValueLocation? {
        var offset = start
        let count = try bytes.readCount(at: &offset)
        guard position < count else { return nil }
        if count >= ItemView.indexedMin, let index = try index(ofContainerAt: start, isMap: false) {
            return try location(at: index[position])
        }
        for _ in 0..<position { try bytes.skipValue(at: &offset) }
        return try location(at: offset)
    }

    private func location(at offset: Int) throws(CodecError) -> ValueLocation {
        ValueLocation(start: offset, tag: try bytes.tag(at: offset))
    }

    // MARK: Large containers

    /// Where each member begins; `nil` for the first look-up in the container.
    private mutating func index(
        ofContainerAt start: Int, isMap: Bool
    ) throws(CodecError) -> [Int]? {
        guard let known = indexes[start] else {
            indexes[start] = []
            return nil
        }
        if !known.isEmpty { return known }
        var offset = start
        let count = try bytes.readCount(at: &offset)
        var made: [Int] = []
        made.reserveCapacity(count)
        for _ in 0..<count {
            made.append(offset)
            if isMap { _ = try bytes.takeLengthPrefixed(at: &offset) }
            try bytes.skipValue(at: &offset)
        }
        indexes[start] = made
        return made
    }

    private func find(_ wanted: Span<UInt8>, in index: [Int]) throws(CodecError) -> ValueLocation? {
        var low = 0
        var high = index.count
        while low < high {
            let middle = low + (high - low) / 2
            var offset = index[middle]
            let found = try bytes.takeLengthPrefixed(at: &offset)
            let order = bytes.extracting(found).compare(with: wanted)
            if order == 0 { return try location(at: offset) }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }
}

// MARK: - Reading

extension ItemView {
    /// The whole item, decoded.
    package var item: Item {
        sound { () throws(CodecError) in
            var offset = ItemView.attributesStart
            return try bytes.readAttributes(at: &offset, depth: 0)
        }
    }

    /// The value of an attribute, decoded; `nil` when the item has none of this name.
    package mutating func value(of name: Text) -> Value? {
        locate(name).map { value(at: $0) }
    }

    /// The value that `path` leads to, decoded; `nil` when nothing is there.
    package mutating func value(at path: AttributePath) -> Value? {
        locate(path).map { value(at: $0) }
    }

    package func value(at location: ValueLocation) -> Value {
        sound { () throws(CodecError) in
            var offset = location.start
            return try bytes.readValue(at: &offset)
        }
    }

    /// The number there; `nil` for a value of another kind.
    package func number(at location: ValueLocation) -> Number? {
        guard location.kind == .number else { return nil }
        return sound { () throws(CodecError) in
            var offset = location.start
            return try bytes.readNumber(at: &offset)
        }
    }

    /// Where the bytes of a string or of binary lie; `nil` for a value of another kind.
    package func contents(of location: ValueLocation) -> Range<Int>? {
        guard location.tag == .string || location.tag == .binary else { return nil }
        return sound { () throws(CodecError) in
            var offset = location.contents
            return try bytes.takeLengthPrefixed(at: &offset)
        }
    }

    /// How many members a list, map or set has; `nil` for a value of another kind.
    package func memberCount(of location: ValueLocation) -> Int? {
        switch location.tag {
        case .list, .map, .stringSet, .numberSet, .binarySet:
            sound { () throws(CodecError) in
                var offset = location.membersStart
                return try bytes.readCount(at: &offset)
            }
        case .null, .no, .yes, .integer, .decimal, .string, .binary: nil
        }
    }

    // MARK: Members

    /// Hands over the attributes in the order of their names: where a name's UTF-8 lies, and the value.
    @inline(__always)
    package func forEachAttribute(_ body: (Range<Int>, ValueLocation) -> Void) {
        forEachMember(inContainerAt: ItemView.attributesStart, body)
    }

    /// Hands over the members of a map in the order of their names.
    @inline(__always)
    package func forEachMember(
        of map: ValueLocation, _ body: (Range<Int>, ValueLocation) -> Void
    ) {
        forEachMember(inContainerAt: map.membersStart, body)
    }

    /// Hands over the elements of a list in their order.
    package func forEachElement(of list: ValueLocation, _ body: (ValueLocation) -> Void) {
        var offset = list.membersStart
        for _ in 0..<(sound { () throws(CodecError) in try bytes.readCount(at: &offset) }) {
            body(step(at: &offset))
        }
    }

    @inline(__always)
    private func forEachMember(
        inContainerAt start: Int, _ body: (Range<Int>, ValueLocation) -> Void
    ) {
        var offset = start
        for _ in 0..<(sound { () throws(CodecError) in try bytes.readCount(at: &offset) }) {
            let name = sound { () throws(CodecError) in
                try bytes.takeLengthPrefixed(at: &offset)
            }
            body(name, step(at: &offset))
        }
    }

    /// Steps over a value and says where it lies.
    @inline(__always)
    private func step(at offset: inout Int) -> ValueLocation {
        sound { () throws(CodecError) in
            let location = try location(at: offset)
            try bytes.skipValue(at: &offset)
            return location
        }
    }

    /// A boolean; `nil` for a value of another kind.
    package func boolean(at location: ValueLocation) -> Bool? {
        location.kind == .boolean ? location.tag == .yes : nil
    }

    // MARK: Comparing

    /// Whether the value there is `value`.
    package func isEqual(_ location: ValueLocation, to value: Value) -> Bool {
        switch (location.tag, value) {
        case (.string, .string), (.binary, .binary), (.integer, .number), (.decimal, .number):
            order(of: location, against: value) == 0
        case (.null, .null), (.yes, .boolean(true)), (.no, .boolean(false)): true
        case (.list, .list), (.map, .map), (.stringSet, .stringSet), (.numberSet, .numberSet),
            (.binarySet, .binarySet):
            self.value(at: location) == value
        default: false
        }
    }

    /// Whether the two are equal: equal values have equal bytes.
    package func isEqual(_ left: ValueLocation, to right: ValueLocation) -> Bool {
        guard left.tag == right.tag else { return false }
        return sound { () throws(CodecError) in
            var leftEnd = left.start
            var rightEnd = right.start
            try bytes.skipValue(at: &leftEnd)
            try bytes.skipValue(at: &rightEnd)
            return bytes.extracting(left.start..<leftEnd)
                .compare(with: bytes.extracting(right.start..<rightEnd)) == 0
        }
    }

    /// -1, 0 or 1 as the value there is less than, is, or is greater than `value`; `nil` where the two
    /// have no order, which only strings, numbers and binary have among themselves.
    package func order(of location: ValueLocation, against value: Value) -> Int? {
        switch (location.tag, value) {
        case (.string, .string(let text)):
            order(of: location, against: text.string.utf8.span)
        case (.binary, .binary(let binary)):
            order(of: location, against: binary.bytes.span)
        case (.integer, .number(let number)), (.decimal, .number(let number)):
            self.number(at: location).map { $0 < number ? -1 : $0 == number ? 0 : 1 }
        default: nil
        }
    }

    private func order(of location: ValueLocation, against other: Span<UInt8>) -> Int? {
        guard let contents = contents(of: location) else { return nil }
        return bytes.extracting(contents).compare(with: other)
    }
}
