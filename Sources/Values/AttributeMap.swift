/// A whole item, or an M value: attributes in ascending order of their names' bytes.
///
/// Items have few attributes, so a sorted array beats a hash table: no hashing, one block of
/// memory, and equal maps are equal arrays. A change by subscript happens in place when the
/// map is not shared.
package struct AttributeMap: Hashable, Sendable {
    /// One attribute.
    package struct Entry: Hashable, Sendable {
        package var name: Text
        package var value: Value

        package init(name: Text, value: Value) {
            self.name = name
            self.value = value
        }
    }

    package private(set) var entries: [Entry]

    package init() {
        entries = []
    }

    /// Takes entries in any order; `nil` when two have the same name.
    ///
    /// The way to build a map from a request: adding names one by one through the subscript
    /// moves the later ones each time, which a hostile item of 100 000 names would make long.
    package init?(uniqueEntries entries: [Entry]) {
        if let map = AttributeMap(ascending: entries) {
            self = map
            return
        }
        let sorted = entries.sorted { $0.name < $1.name }
        guard let map = AttributeMap(ascending: sorted) else { return nil }
        self = map
    }

    /// Takes entries whose names already ascend, and refuses others with `nil`.
    package init?(ascending entries: [Entry]) {
        var index = 1
        while index < entries.count {
            guard entries[index - 1].name < entries[index].name else { return nil }
            index += 1
        }
        self.entries = entries
    }

    /// For the codec alone, which has compared the names while they were still bytes.
    init(trustedAscending entries: [Entry]) {
        self.entries = entries
    }

    package var count: Int { entries.count }

    package var isEmpty: Bool { entries.isEmpty }

    package var names: [Text] { entries.map(\.name) }

    /// The value under `name`, which can be changed where it lies; setting `nil` removes it.
    package subscript(name: Text) -> Value? {
        get {
            let (index, found) = position(of: name)
            return found ? entries[index].value : nil
        }
        set {
            let (index, found) = position(of: name)
            replace(at: index, found: found, name: name, with: newValue)
        }
        _modify {
            let (index, found) = position(of: name)
            // The value moves out while the caller changes it; a second reference left in the
            // array would make every change copy.
            var value: Value?
            if found {
                value = .null
                swap(&value, atEntry: index)
            }
            defer { replace(at: index, found: found, name: name, with: value) }
            yield &value
        }
    }

    package mutating func reserveCapacity(_ count: Int) {
        entries.reserveCapacity(count)
    }

    /// The deepest value's depth; 0 for an item without lists and maps.
    package var depth: Int { entries.reduce(0) { max($0, $1.value.depth) } }

    private mutating func swap(_ value: inout Value?, atEntry index: Int) {
        let old = entries[index].value
        entries[index].value = .null
        value = old
    }

    private mutating func replace(at index: Int, found: Bool, name: Text, with value: Value?) {
        switch (found, value) {
        case (true, let value?): entries[index].value = value
        case (true, nil): entries.remove(at: index)
        case (false, let value?): entries.insert(Entry(name: name, value: value), at: index)
        case (false, nil): break
        }
    }

    /// Below this many attributes a walk comparing for equality, which looks at the lengths
    /// first, is quicker than halving.
    private static let walkMax = 8

    private func position(of name: Text) -> (index: Int, found: Bool) {
        if entries.count <= AttributeMap.walkMax {
            for index in entries.indices where entries[index].name == name { return (index, true) }
        }
        var low = 0
        var high = entries.count
        while low < high {
            let middle = low + (high - low) / 2
            if entries[middle].name < name { low = middle + 1 } else { high = middle }
        }
        return (low, low < entries.count && entries[low].name == name)
    }
}

extension AttributeMap: ExpressibleByDictionaryLiteral {
    /// Programmer's text only: a name written twice stops the process.
    package init(dictionaryLiteral elements: (Text, Value)...) {
        let entries = elements.map { Entry(name: $0.0, value: $0.1) }
        guard let map = AttributeMap(uniqueEntries: entries) else {
            preconditionFailure("An attribute map literal names an attribute twice")
        }
        self = map
    }
}

/// What a table holds: attributes, the key's among them.
package typealias Item = AttributeMap
