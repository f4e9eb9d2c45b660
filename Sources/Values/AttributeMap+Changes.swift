extension AttributeMap {
    /// What becomes of one attribute; without a value it goes.
    package struct Change {
        package let name: Text
        package let value: Value?

        package init(name: Text, value: Value?) {
            self.name = name
            self.value = value
        }
    }

    /// The map after all changes, of which the later of two of one attribute counts; in one pass, however
    /// many they are.
    package func applying(_ changes: [Change]) -> AttributeMap {
        let ordered = AttributeMap.ordered(changes)
        var merged: [Entry] = []
        merged.reserveCapacity(entries.count + ordered.count)
        var place = 0
        for (index, change) in ordered.enumerated() {
            if index + 1 < ordered.count, ordered[index + 1].name == change.name { continue }
            while place < entries.count, entries[place].name < change.name {
                merged.append(entries[place])
                place += 1
            }
            if place < entries.count, entries[place].name == change.name { place += 1 }
            if let value = change.value { merged.append(Entry(name: change.name, value: value)) }
        }
        merged.append(contentsOf: entries[place...])
        return AttributeMap(trustedAscending: merged)
    }

    /// In the order of their names, changes of one attribute in their own.
    private static func ordered(_ changes: [Change]) -> [Change] {
        let ascends = changes.indices.dropFirst().allSatisfy {
            changes[$0 - 1].name < changes[$0].name
        }
        if ascends { return changes }
        return changes.indices.sorted { left, right in
            changes[left].name == changes[right].name
                ? left < right : changes[left].name < changes[right].name
        }.map { changes[$0] }
    }
}
