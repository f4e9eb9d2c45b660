/// A B value: bytes, ordered as unsigned numbers, a prefix before what it begins.
package struct Binary: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var count: Int { bytes.count }

    package var isEmpty: Bool { bytes.isEmpty }
}

extension Binary: Comparable {
    package static func < (left: Binary, right: Binary) -> Bool {
        let leftBytes = left.bytes.span
        let rightBytes = right.bytes.span
        let shared = min(leftBytes.count, rightBytes.count)
        var index = 0
        while index < shared, leftBytes[index] == rightBytes[index] { index += 1 }
        if index == shared { return leftBytes.count < rightBytes.count }
        return leftBytes[index] < rightBytes[index]
    }
}
