/// A set kept as an array in ascending order, so that equal sets are equal arrays.
///
/// DynamoDB's sets have no order; fixing one makes equality, hashing and the disk form plain.
package struct SortedSet<Element: Hashable & Comparable & Sendable>: Hashable, Sendable {
    package let elements: [Element]

    /// Keeps one of each group of equal elements.
    package init(merging elements: [Element]) {
        var unique: [Element] = []
        unique.reserveCapacity(elements.count)
        for element in elements.sorted() where unique.last != element { unique.append(element) }
        self.elements = unique
    }

    /// Refuses, with `nil`, elements of which two are equal.
    package init?(unique elements: [Element]) {
        let sorted = elements.sorted()
        guard SortedSet.isAscending(sorted) else { return nil }
        self.elements = sorted
    }

    /// Takes elements that already stand in strictly ascending order, and refuses others.
    package init?(ascending elements: [Element]) {
        guard SortedSet.isAscending(elements) else { return nil }
        self.elements = elements
    }

    private init(trusted elements: [Element]) {
        self.elements = elements
    }

    package var count: Int { elements.count }

    package var isEmpty: Bool { elements.isEmpty }

    package func contains(_ element: Element) -> Bool {
        var low = 0
        var high = elements.count
        while low < high {
            let middle = low + (high - low) / 2
            if elements[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low < elements.count && elements[low] == element
    }

    package func union(_ other: SortedSet) -> SortedSet {
        var merged: [Element] = []
        merged.reserveCapacity(count + other.count)
        var mine = 0
        var theirs = 0
        while mine < count, theirs < other.count {
            let left = elements[mine]
            let right = other.elements[theirs]
            if left == right {
                mine += 1
                theirs += 1
                merged.append(left)
            } else if left < right {
                mine += 1
                merged.append(left)
            } else {
                theirs += 1
                merged.append(right)
            }
        }
        merged.append(contentsOf: elements[mine...])
        merged.append(contentsOf: other.elements[theirs...])
        return SortedSet(trusted: merged)
    }

    package func subtracting(_ other: SortedSet) -> SortedSet {
        SortedSet(trusted: elements.filter { !other.contains($0) })
    }

    private static func isAscending(_ elements: [Element]) -> Bool {
        zip(elements, elements.dropFirst()).allSatisfy { $0 < $1 }
    }
}
